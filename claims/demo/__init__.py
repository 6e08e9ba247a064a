"""The Beijing desk: a demonstration made through the same services that people use."""
