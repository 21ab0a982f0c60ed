"""What goes over the wire, and what a request must say."""

from uuid import uuid4

from rest_framework import serializers

from prep.accounts.api import ClientKeyField
from sandbox import form
from sandbox.experiments.contract import Experiment
from sandbox.experiments.parameters import SEED, Numbers, Parameter, Quantity, Selection, Unreadable
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.experiments.words import listed
from sandbox.models import Result, Run


class ChoiceSerializer(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()


class ParameterSerializer(serializers.Serializer):
    """What may be said for a parameter. Its kind says which bounds it has."""

    name = serializers.CharField()
    label = serializers.CharField()
    unit = serializers.CharField()
    kind = serializers.CharField()
    default = serializers.ReadOnlyField()
    help = serializers.CharField()
    only_if = serializers.SerializerMethodField()

    def get_only_if(self, parameter: Parameter) -> dict | None:
        """Other parameters' values with which this one matters; with others it has its default."""
        return parameter.only_if and {parameter.only_if.name: list(parameter.only_if.among)}

    def to_representation(self, parameter: Parameter) -> dict:
        bounds: dict = {}
        match parameter:
            case Selection(choices=choices):
                bounds["choices"] = ChoiceSerializer(choices, many=True).data
            case Numbers():
                bounds |= {name: getattr(parameter, name) for name in ("fewest", "most_of_them", "least", "most")}
            case Quantity():
                bounds |= {name: getattr(parameter, name) for name in ("least", "most", "step")}
        return super().to_representation(parameter) | bounds


class PresetSerializer(serializers.Serializer):
    label = serializers.CharField()
    parameters = serializers.DictField()


class PredictionSerializer(serializers.Serializer):
    question = serializers.CharField()
    choices = ChoiceSerializer(many=True)


class ExperimentSerializer(serializers.Serializer):
    key = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    summary = serializers.CharField()
    claim = serializers.CharField()
    prediction = PredictionSerializer()
    page = serializers.HyperlinkedIdentityField("sandbox:experiment", lookup_field="key")
    parameters = ParameterSerializer(many=True)
    draws = serializers.BooleanField()
    seed = serializers.SerializerMethodField()
    presets = PresetSerializer(many=True)
    say = serializers.CharField()
    measures_time = serializers.BooleanField()
    estimated_seconds = serializers.SerializerMethodField()

    def get_seed(self, experiment) -> dict | None:
        """Null where nothing is drawn: a seed that is said all the same is ignored."""
        return ParameterSerializer(SEED).data if experiment.draws else None

    def get_estimated_seconds(self, experiment) -> float:
        """Of a run with the defaults. One that is estimated at more than half a minute is refused."""
        return experiment.seconds(experiment.defaults)


class RequestSerializer(serializers.Serializer):
    """A request for a run; what is left out has its default, and the same client_key again is the same run."""

    client_key = ClientKeyField(default=uuid4)
    prediction = serializers.CharField(default="", allow_blank=True)
    experiment = serializers.CharField()
    parameters = serializers.DictField(default=dict)
    seed = serializers.JSONField(default=SEED.default)

    def validate_experiment(self, key: str) -> Experiment:
        if key not in EXPERIMENTS:
            raise serializers.ValidationError(f"There is no experiment “{key[:60]}”. There is {listed(EXPERIMENTS)}.")
        return EXPERIMENTS[key]

    def validate(self, request: dict) -> dict:
        problems: dict = {}
        values, unreadable = request["experiment"].read(request["parameters"])
        unknown = request["parameters"].keys() - values.keys()
        unreadable |= {name: f"There is no such parameter. There is {listed(values)}." for name in unknown}
        if unreadable:
            problems["parameters"] = {name: [problem] for name, problem in unreadable.items()}
        try:
            seed = request["experiment"].read_seed(request["seed"])
        except Unreadable as problem:
            problems["seed"] = [str(problem)]
        if problems:
            raise serializers.ValidationError(problems)
        return {**request, "parameters": values, "seed": seed}


class ResultSerializer(serializers.ModelSerializer):
    url = serializers.HyperlinkedIdentityField("sandbox-api:result", lookup_url_kwarg="result_id")
    page = serializers.SerializerMethodField()

    class Meta:
        model = Result
        fields = [
            "id", "url", "page", "experiment", "version", "parameters", "seed", "state", "progress",
            "partial", "outcome", "error", "machine", "queued_at", "started_at", "finished_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_page(self, result: Result) -> str:
        experiment = EXPERIMENTS[result.experiment]
        return self.context["request"].build_absolute_uri(form.permalink(experiment, result.parameters, result.seed))


class HindsightSerializer(serializers.Serializer):
    predicted = serializers.CharField()
    was = serializers.CharField()
    measured = serializers.CharField()
    right = serializers.BooleanField(allow_null=True)


class RunSerializer(serializers.ModelSerializer):
    """A Run says what was asked and predicted; the numbers are behind its Result's address."""

    url = serializers.HyperlinkedIdentityField("sandbox-api:run", lookup_url_kwarg="run_id")
    experiment = serializers.CharField(source="result.experiment")
    version = serializers.IntegerField(source="result.version")
    parameters = serializers.JSONField(source="result.parameters")
    seed = serializers.IntegerField(source="result.seed")
    state = serializers.CharField()
    held = serializers.SerializerMethodField()
    hindsight = HindsightSerializer()
    result = serializers.HyperlinkedRelatedField("sandbox-api:result", lookup_url_kwarg="result_id", read_only=True)

    class Meta:
        model = Run
        fields = [
            "id", "url", "asked_at", "cancelled_at", "experiment", "version", "parameters", "seed",
            "prediction", "hindsight", "state", "held", "result",
        ]  # fmt: skip
        read_only_fields = fields

    def get_held(self, run: Run) -> bool | None:
        """Whether the run bore the claim out; null while it is not done, and where the claim is silent."""
        return run.result.outcome["verdict"]["held"] if run.result.outcome else None
