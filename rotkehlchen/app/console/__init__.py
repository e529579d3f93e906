"""The words of the command line: one module a word, over the same services as the API. docs/command-line.md explains them."""
