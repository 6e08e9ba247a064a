"""The embedded default engine: rules over the parse of our own pipeline."""
