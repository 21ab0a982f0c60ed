import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('sandbox', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_key', models.UUIDField(help_text='Made by the page that asked, so that the same click sent twice is one run.')),
                ('prediction', models.CharField(blank=True, help_text='The choice made before the run, by its key. Empty if nothing was predicted.', max_length=60)),
                ('asked_at', models.DateTimeField(help_text='When Run was pressed.')),
                ('learner', models.ForeignKey(help_text='Whose run it is.', on_delete=django.db.models.deletion.CASCADE, related_name='runs', to=settings.AUTH_USER_MODEL)),
                ('result', models.ForeignKey(help_text='What the experiment gave: computed once for the same parameters and seed, whoever asks.', on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='sandbox.result')),
            ],
            options={
                'indexes': [models.Index(fields=['learner', '-asked_at'], name='run_newest_first')],
                'constraints': [models.UniqueConstraint(fields=('learner', 'client_key'), name='one_run_for_the_same_click')],
            },
        ),
    ]
