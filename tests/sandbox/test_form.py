"""An experiment's form: what a parameter is set with, what a run will cost, and bad values told at their fields."""

import re

import pytest

from sandbox.models import Result, Run

PAGE = "/lab/vanishing-gradients/"
RUN = f"{PAGE}run/"
ESTIMATE = f"{PAGE}estimate/"

pytestmark = pytest.mark.django_db


def text(response):
    return re.sub(r"[ \n]+", " ", response.content.decode())


def problems(page):
    return {field.parameter.name: field.problem for field in page.context["form"].fields if field.problem}


# --- What a parameter is set with -----------------------------------------------------------------------------------


def test_each_kind_of_parameter_has_its_control(client, of_every_kind):
    fields = client.get(PAGE).context["form"].fields
    assert {field.parameter.name: field.control for field in fields} == {
        "steps": "slider",
        "norm": "slider",
        "hidden": "slider",
        "input_scale": "slider",
        "cell": "segments",
        "task": "list",
        "bias": "slider",
        "rate": "slider",
        "inputs": "row",
        "seed": "seed",
    }


def test_a_quantity_has_its_unit_in_its_label_its_bounds_in_its_help_and_room_for_a_slider(client, of_every_kind):
    page = text(client.get(PAGE))
    assert '> Sequence length T <span class="unit">(steps)</span> </label>' in page
    assert '<span class="bounds">−2 to 8.</span>' in page
    assert 'data-slider="bias" data-least="-2" data-most="8" data-step="0.1"' in page
    assert 'type="range"' not in page  # without JavaScript there would be nothing that keeps it in step


def test_choices_stand_side_by_side_and_many_are_a_list(client, of_every_kind):
    page = text(client.get(PAGE, {"cell": "gru", "task": "recall"}))
    assert '<input type="radio" name="cell" value="gru" checked>' in page
    assert '<option value="recall" selected>Recall</option>' in page


def test_a_row_of_numbers_says_how_it_is_written(client, of_every_kind):
    page = text(client.get(PAGE, {"inputs": "2 1.5"}))
    assert 'name="inputs" value="2 1.5"' in page
    assert "2 to 4 numbers from −2 to 2, with commas between them." in page


def test_a_field_that_does_not_count_now_is_marked_and_says_when_it_does(client, of_every_kind):
    page = text(client.get(PAGE))
    assert 'data-only-if="cell" data-among="lstm gru" data-idle>' in page
    assert "It counts only where Cell is LSTM or GRU." in page
    assert "data-idle" not in text(client.get(PAGE, {"cell": "gru"}))


def test_a_field_that_does_not_count_is_not_what_a_run_is_refused_for(client, of_every_kind):
    assert problems(client.get(PAGE, {"cell": "rnn", "bias": "much"})) == {}
    assert problems(client.get(PAGE, {"cell": "gru", "bias": "much"})) == {"bias": "“much” is not a number."}


def test_the_permalink_and_the_way_back_to_the_defaults_carry_every_parameter(client, of_every_kind):
    form = client.get(PAGE, {"cell": "gru", "bias": "2", "inputs": "1 2", "seed": "4"}).context["form"]
    assert form.address == (
        f"{PAGE}?steps=100&norm=0.9&hidden=64&input_scale=0.3&cell=gru&task=adding&bias=2&rate=0.005"
        "&inputs=1%2C+2&seed=4"
    )
    assert form.defaults == (
        f"{PAGE}?steps=100&norm=0.9&hidden=64&input_scale=0.3&cell=rnn&task=adding&bias=1&rate=0.005"
        "&inputs=1%2C+0%2C+-0.5&seed=1"
    )


# --- What it costs --------------------------------------------------------------------------------------------------


def test_the_cost_stands_beside_run(client, of_every_kind):
    assert "Takes about 2\N{NO-BREAK SPACE}s." in text(client.get(PAGE, {"steps": "200"}))


def test_what_was_computed_before_says_so(client, done):
    assert "Computed before: it comes at once." in text(client.get(done_address(done)))


def done_address(done):
    return f"{PAGE}?steps={done.parameters['steps']}"


def test_what_costs_too_much_is_refused_at_the_field_that_helps_most(client, of_every_kind):
    page = client.get(PAGE, {"cell": "lstm", "steps": "200"})
    assert page.status_code == 422
    assert problems(page) == {
        "cell": "All of this together takes about 40 s, and the lab’s limit is 30 s. Less of this one helps most."
    }
    assert 'role="radiogroup" id="id_cell" aria-labelledby="label_cell" aria-invalid="true"' in text(page)


def test_the_estimate_follows_the_values_with_the_address_and_without_a_trace(client, of_every_kind):
    answer = client.get(ESTIMATE, {"steps": "200", "cell": "gru"})
    assert answer.status_code == 200
    assert text(answer).strip().startswith("Takes about 2\N{NO-BREAK SPACE}s.")
    assert 'id="permalink" hx-swap-oob="true"' in text(answer)
    assert "?steps=200&amp;" in text(answer)
    assert '<p class="problem" id="problem_steps" hx-swap-oob="true"></p>' in text(answer)
    assert answer.cookies == {}
    assert Result.objects.count() == 0


def test_the_estimate_of_what_cannot_be_run_says_why_at_each_field(client):
    answer = client.get(ESTIMATE, {"norm": "9,5"})
    assert answer.status_code == 200  # what was asked is whether it can be run, and that is the answer
    assert "<b>Can’t be run like this.</b>" in text(answer)
    assert 'id="problem_norm" hx-swap-oob="true">“9,5” is not a number.</p>' in text(answer)


def test_the_estimate_costs_one_query(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(ESTIMATE, {"steps": "60"})


# --- Whatever is said -----------------------------------------------------------------------------------------------

NOT_A_NUMBER = [
    "nan",
    "sNaN",
    "inf",
    "-Infinity",
    "1e",
    "0x10",
    "9,5",
    "[1]",
    "{}",
    "true",
    "\x00",
    "1" * 41,
    "ä" * 5000,
]
OUT_OF_RANGE = ["1e308", str(2**63), "1e9999", "-1e9999", "-1"]
TOO_FINE = ["0.123456", "1e-9"]


@pytest.mark.parametrize("said", [*NOT_A_NUMBER, *OUT_OF_RANGE, *TOO_FINE, "", " "])
@pytest.mark.parametrize("name", ["input_scale", "seed"])
def test_what_cannot_be_read_is_told_at_its_field_and_nothing_is_queued(client, name, said):
    answer = client.post(RUN, {name: said})
    assert answer.status_code == 303
    page = client.get(answer.url)
    assert page.status_code == 422
    assert list(problems(page)) == [name]
    assert (Result.objects.count(), Run.objects.count()) == (0, 0)


@pytest.mark.parametrize("said", ["", "1", "1 2 3 4 5", "1, nan", "3, 0", "1;;x", "9" * 5000])
def test_a_row_that_cannot_be_read_is_told_too(client, of_every_kind, said):
    page = client.get(PAGE, {"inputs": said})
    assert page.status_code == 422
    assert list(problems(page)) == ["inputs"]


@pytest.mark.parametrize(("name", "said"), [("cell", "transformer"), ("task", ""), ("task", "<b>")])
def test_a_choice_that_is_not_on_offer_is_told_and_chosen_by_nobody(client, of_every_kind, name, said):
    page = client.get(PAGE, {name: said})
    assert page.status_code == 422
    assert list(problems(page)) == [name]
    assert "<option selected>" in text(page) or 'name="cell" value="rnn" >' in text(page)


def test_a_value_that_is_said_twice_is_no_number_but_a_row(client, of_every_kind):
    assert problems(client.get(f"{PAGE}?norm=1&norm=2")) == {"norm": "“1, 2” is not a number."}
    assert client.get(f"{PAGE}?inputs=1&inputs=2").context["form"].values["inputs"] == "1, 2"


def test_names_that_nobody_knows_are_somebody_elses(client):
    page = client.get(PAGE, {"utm": "mail", "norm[]": "2", "": "x"})
    assert page.status_code == 200
    assert page.context["form"].values["norm"] == 0.9


def test_a_true_minus_is_a_minus(client, of_every_kind):
    asked = client.get(PAGE, {"cell": "gru", "bias": "−1.5"}).context["form"]
    assert (asked.sound, asked.values["bias"]) == (True, -1.5)
