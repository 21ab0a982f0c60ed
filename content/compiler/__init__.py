"""From what people write to what is loaded: sources → values → problems. Knows no Django and touches no row.

`library` is the way in. A source is read (`sources`, `documents`), becomes values (`topics`, `values`, `prose`), and
what can only be seen with the whole library in view is checked at the end (`checks`).

Markdown has one front: `lexer` makes tokens of it (`tokens`, and `writer` makes it of them again), `composer` says what
each becomes and what is wrong with it, `markdown` makes HTML of the prose, `directives` is the list of directives, and
`pages` puts a page together. Questions are made of the same tokens, in a package of their own. Figures are `figures`
and `drawings`.
"""
