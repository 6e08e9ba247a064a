"""The recipe behind the shipped weights: treebanks in, one small English pipeline out."""
