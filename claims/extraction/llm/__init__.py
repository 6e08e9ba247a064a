"""The engine for those who have a language model: any endpoint that speaks the chat completions of OpenAI.

What the model returns is never believed: every quote must stand in the article, every number and name too. The
article's text is data for the model, never instruction.
"""
