# One image for every process of the site: the command says which. docker-compose.yml runs it, docs/deploy.md explains.

FROM node:22.20-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
WORKDIR /app
COPY requirements/run.txt requirements/run.txt
RUN /venv/bin/pip install --require-hashes -r requirements/run.txt
COPY --from=packages /app/node_modules node_modules
COPY manage.py manage.py
COPY prep prep
COPY content content
COPY quizzes quizzes
COPY sandbox sandbox
COPY templates templates
# A static file that refers to a missing one fails here. The key is for this step: nothing of it stays.
RUN SECRET_KEY=for-this-step-alone VAR_DIR=/var/lib/recurrent /venv/bin/python manage.py collectstatic --noinput \
    && mkdir -p /var/lib/recurrent \
    && /venv/bin/python -m compileall -q manage.py prep content quizzes sandbox

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 recurrent \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin recurrent
# NumPy's own threads would fight with the worker processes for the same cores.
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    OMP_NUM_THREADS=1 \
    OPENBLAS_NUM_THREADS=1 \
    VAR_DIR=/var/lib/recurrent \
    HOST=0.0.0.0 \
    PORT=8000
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY --from=build --chown=10001:10001 /var/lib/recurrent /var/lib/recurrent
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import os, sys, http.client as h; c = h.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=4); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
CMD ["gunicorn", "--config", "prep/gunicorn_conf.py", "prep.wsgi"]
