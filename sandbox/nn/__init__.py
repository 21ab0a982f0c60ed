"""Recurrent cells in NumPy, and what training them needs. Knows nothing of experiments, and no package but NumPy.

`rnn`, `lstm` and `gru` are written like the paper, a step at a time; `fast` has the same cells for training. What
runs a cell over sequences is made by `layers.layer`; `composed`, `attention` and `encoder_decoder` build on that.
"""
