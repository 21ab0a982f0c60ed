"""A small library for the tests of practice's pages, loaded as the real one is: a topic with a question of each kind,
and one with enough of them for an assessment. Whatever gives something away stands in a sentence with SECRET."""

from datetime import UTC, datetime
from functools import cache

from content import vocabulary
from content.compiler.library import Compiled, compile_library
from content.compiler.sources import Sources
from prep import library

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECRET = "namely"
HINT = "Consider"

TRACK = """\
title = 'Cells'
summary = 'Two kinds of memory.'
topics = ['rnn', 'lstm']
"""
RNN = """\
title = 'RNN'
summary = 'The first.'
prerequisites = []

[objectives]
'rnn.recurrence' = 'The state is made of the one before.'
'rnn.sharing' = 'The same weights serve every step.'

[misconceptions.weights-per-step]
belief = 'Every step has weights, namely its own.'
truth = 'One set of weights serves, namely at all steps.'
see = 'rnn.sharing'

[misconceptions.state-is-output]
belief = 'The state is the output, namely the same numbers.'
truth = 'The output is read from the state, namely by a matrix.'
see = 'rnn.recurrence'
"""
RNN_PAGE = """\
It begins here.

## The recurrence {#the-recurrence teaches="rnn.recurrence"}

It repeats.

## The weights {#the-weights teaches="rnn.sharing"}

They are shared.
"""
RNN_QUESTIONS = """\
## What does every step of an RNN have in common? {#one-of-four}

type: single
tests: rnn.sharing
level: 2
seconds: 30
demo: vanishing-gradients steps=50 norm=0.9

A network reads forty words.

- [ ] Its input {!state-is-output}
  > An input is a step's own, namely its word.
- [x] Its weights
  > They are shared, namely over time.
- [ ] Nothing {!weights-per-step}
  > Something is, namely a matrix.
- [ ] Its state
  > It changes, namely at each step.

### Hint

Consider what training changes.

### Hint

Consider what a longer sequence needs.

### Why

There is one matrix, namely $W$.

## What grows with the length of a sequence? {#two-of-four}

type: multi
tests: rnn.sharing rnn.recurrence
level: 3
seconds: 30

- [x] The multiplications
  > There are more, namely at each step.
- [ ] The parameters {!weights-per-step}
  > They stay, namely shared.
- [x] The states kept for training
  > They are needed, namely backwards.
- [ ] The size of the state
  > It stays, namely fixed.

### Why

It is work that grows, namely linearly.

## How many numbers are three states of {{H}} units? {#a-number}

type: numeric
tests: rnn.recurrence
level: 2
seconds: 30
unit: numbers
vars: H in 16, 32, 64, 128
answer: 3*H
within: 0
wrong: H > That is one state, namely a third.
wrong: 3*H*H {!weights-per-step} > Those are matrices, namely three.

Each has $H={{H}}$ units.

### Hint

Consider one of them.

### Why

Three times {{H}} are, namely, {{3*H}}.

## Put a step of the recurrence into order. {#an-order}

type: order
tests: rnn.recurrence
level: 3
seconds: 30

1. Read the word
2. Multiply by the weights
3. Add the bias
4. Squash the sum

### Why

Squashing comes last, namely on the sum.

## Complete the recurrence of $\\mathbf h_t$. {#two-gaps}

type: cloze
tests: rnn.recurrence
level: 3
seconds: 30
wrong: 2: y_{t-1} {!state-is-output} > That is the output, namely of a Jordan network.

The old [[state]] comes in: $h_t=\\tanh(W [[h_{t-1}]] + U x_t)$.

### Why

What comes in is the state before, namely $h_{t-1}$.

## Why does an RNN share its weights? {#in-words}

type: text
tests: rnn.sharing
level: 4
seconds: 60

### Hint

Consider a longer sequence.

### Model answer

The step is one function, namely at every place.

### Rubric

- (2) Says that any length will do, namely by one function {keywords="any length"}
- (1) Says that what is learned in one place is used in all, namely everywhere {keywords="every place"}

### Why

Sharing makes it independent of the length, namely of $T$.
"""
LSTM = """\
title = 'LSTM'
summary = 'The second.'
prerequisites = ['rnn']

[objectives]
'lstm.cell' = 'The cell adds.'
'lstm.gates' = 'Three gates multiply.'

[misconceptions.erasing]
belief = 'An open forget gate erases, namely the cell.'
truth = 'It keeps, namely what was there.'
see = 'lstm.cell'
"""
ASKED_AT = "asked_at: Initech\n"


def _gate(number: int) -> str:
    return f"""\
## What does gate {number} do? {{#gate-{number:02}}}

type: single
tests: {"lstm.gates" if number % 2 else "lstm.cell"}
level: {1 + number % 5}
seconds: 30
{ASKED_AT if number == 1 else ""}
- [x] It scales by {number}
  > It multiplies, namely by {number}.
- [ ] It erases {number} {{!erasing}}
  > It does not, namely it keeps {number}.
- [ ] It adds {number}
  > It can't, namely it multiplies {number}.

### Hint

Consider gate {number}.

### Why

A gate is a factor, namely number {number}.
"""


GATES = 12


@cache
def _compiled() -> Compiled:
    files = {
        "cells/track.toml": TRACK,
        "cells/rnn/topic.toml": RNN,
        "cells/rnn/page.md": RNN_PAGE,
        "cells/rnn/questions.md": RNN_QUESTIONS,
        "cells/lstm/topic.toml": LSTM,
        "cells/lstm/questions.md": "\n".join(_gate(number) for number in range(1, GATES + 1)),
    }
    return compile_library(Sources({path: text.encode() for path, text in files.items()}), vocabulary.current())


def load() -> None:
    compiled = _compiled()
    assert compiled.problems == (), "\n".join(map(str, compiled.problems))
    library.load(compiled, now=MONDAY)
