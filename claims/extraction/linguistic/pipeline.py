"""The shipped language pipeline: text → sentences, tags, parse, lemmas and names.

The folder ``model/`` holds spaCy's own configuration and one file of weights, packed for the wheel: matrices
as 8-bit integers with a scale for each row, everything else in 16 bits, zlib around it. Reading it gives an
ordinary spaCy pipeline in 32 bits. ``train/`` is the recipe that made it; msgpack holds data only, no code.
"""

import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

MODEL_FOLDER = Path(__file__).parent / "model"

CONFIG_FILE = "config.cfg"
WEIGHTS_FILE = "weights.msgpack.zlib"

Packed = dict[str, Any]
"""The decoded weights file: ``vocab``, ``tokenizer``, ``meta.json`` and each component, by spaCy's names."""


@cache
def load_pipeline() -> "Language":
    """Load the shipped pipeline once for the process.

    Labels are those of Universal Dependencies (``token.dep_``, ``token.pos_``, ``token.morph``) and of the
    Penn treebank (``token.tag_``); ``doc.ents`` are PER, LOC and ORG.
    """
    return read_pipeline(MODEL_FOLDER)


def read_pipeline(folder: Path) -> "Language":
    """Load a packed pipeline from a folder."""
    import srsly
    from spacy.util import load_config, load_model_from_config

    from claims.extraction.linguistic import tokenisation  # noqa: F401 (registers the tokenizer)
    from claims.extraction.linguistic.product import use_numpy_products

    config = load_config(folder / CONFIG_FILE)
    nlp = load_model_from_config(config, auto_fill=False, validate=False)
    packed = srsly.msgpack_loads(zlib.decompress((folder / WEIGHTS_FILE).read_bytes()))
    nlp.from_bytes(srsly.msgpack_dumps(unpack(packed)))
    use_numpy_products(nlp)
    return nlp


def unpack(packed: Packed) -> dict[str, bytes]:
    """Undo ``train.shrink.pack``: give each part as the bytes that spaCy reads."""
    import srsly

    return {name: srsly.msgpack_dumps(_unpack_part(part)) for name, part in packed.items()}


def _unpack_part(part: dict[str, Any]) -> dict[str, Any]:
    """Bring the weights of one component back, and leave its other fields as they are."""
    import srsly

    restored = dict(part)
    if "model" in part:
        model = part["model"]
        parameters = [{name: widen(value) for name, value in node.items()} for node in model["params"]]
        restored["model"] = srsly.msgpack_dumps({**model, "params": parameters})
    if "vectors" in part:
        vectors = {**part["vectors"], "vectors": srsly.msgpack_dumps(widen(part["vectors"]["vectors"]))}
        restored["vectors"] = srsly.msgpack_dumps(vectors)
    return restored


def widen(value: Any) -> Any:
    """Cast one parameter up to 32 bits; what is not an array of numbers stays."""
    if isinstance(value, dict):
        rows = value["int8"].astype("float32") * value["scale"].astype("float32")
        return rows.reshape(value["shape"])
    return value.astype("float32") if hasattr(value, "astype") else value
