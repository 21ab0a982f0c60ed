"""A page to take along: plain Markdown that says in words and addresses what only the site can show."""

from content.compiler import takeaway

SOURCE = r"""Opening $\eqref{two}$.

## The cell {#cell teaches="lstm.cell" was="old"}

$$
x
\label{one}
$$

> [!PITFALL] The norm {misconception="norm"}
> Of $\eqref{one}$, see [gates](../gru/page.md#gates) and [above](#cell).

> [!INTERVIEW] {asked_at="A, B"}
> Say it.

> [!DIALOGUE]
> **Interviewer:** Well?

::demo steps steps=100

::demo later

::figure cell "As drawn"

::figure gates

::question highway

::cards lstm

```python run
print(1)
```
```output
1
```

### A part {#part}

> [!NOTE]
> $$
> y
> \label{two}
> $$

[^note]: By [name][paper], `[no](#link)`.

[paper]: https://example.org
"""


def test_a_page_to_take_along():
    text = takeaway.markdown(
        SOURCE,
        title="LSTM",
        summary="What it is.",
        address=lambda topic, anchor: f"https://e.org/learn/{topic or 'lstm'}/#{anchor}",
        demo=lambda key, parameters: (key.title(), f"https://e.org/lab/{key}/" if parameters else ""),
        figures={"gates": "Three gates."},
    )
    assert (
        text
        == r"""# LSTM

What it is.

Opening (2).

## The cell

$$
x \tag{1}
$$

> **Pitfall: The norm**
>
> Of (1), see [gates](https://e.org/learn/gru/#gates) and [above](https://e.org/learn/lstm/#cell).

> **Interview** (asked at A and B)
>
> Say it.

> **Interviewer:** Well?

Try it: [Steps](https://e.org/lab/steps/)

*Figure: As drawn*

*Figure: Three gates.*

```python
print(1)
```

```text
1
```

### A part

> **Note**
>
> $$
> y \tag{2}
> $$

[^note]: By [name][paper], `[no](#link)`.

[paper]: https://example.org
"""
    )
