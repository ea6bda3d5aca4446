"""Opens and clicks: asked for by whoever reads, kept in batches, judged a little later.

`marks` puts what can be asked for into a message, `answers` answers within about a
millisecond, `buffer` writes what came, `rules` say what a machine did, and `folding`
counts the rest where it belongs (decision 26).
"""
