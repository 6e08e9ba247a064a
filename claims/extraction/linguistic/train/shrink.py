"""Packing a trained pipeline for the wheel: 8 and 16 bits instead of 32, and no word of the treebanks.

Measured: 8 bits with a scale for each row cost no accuracy.
"""

import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claims.extraction.linguistic.pipeline import CONFIG_FILE, WEIGHTS_FILE, Packed

if TYPE_CHECKING:
    from spacy.language import Language
    from thinc.api import Config

SMALL = 5_000
"""Arrays with fewer numbers are kept in 16 bits: they cost nothing."""


def write_packed(nlp: "Language", folder: Path) -> int:
    """Write the pipeline for ``pipeline.read_pipeline`` into a folder; return the bytes of the weights."""
    import srsly

    folder.mkdir(parents=True, exist_ok=True)
    weights = zlib.compress(srsly.msgpack_dumps(pack(nlp)), level=9)
    (folder / WEIGHTS_FILE).write_bytes(weights)
    _bare_config(nlp).to_disk(folder / CONFIG_FILE)
    return len(weights)


def pack(nlp: "Language") -> Packed:
    """Give every part of the pipeline with its weights made small."""
    import srsly

    parts: dict[str, bytes] = srsly.msgpack_loads(nlp.to_bytes(exclude=["config", "meta", "tokenizer"]))
    packed = {name: _pack_part(srsly.msgpack_loads(part)) for name, part in parts.items()}
    packed["vocab"]["strings"] = srsly.json_dumps(sorted(_labels(nlp)))
    return packed


def _bare_config(nlp: "Language") -> "Config":
    """Give what is needed to build the pipeline, without how and from which files it was trained."""
    from thinc.api import Config

    config = nlp.config.interpolate()
    return Config({section: config[section] for section in ("nlp", "components")})


def _labels(nlp: "Language") -> set[str]:
    """Give the strings that components look up by hash; the words of the training texts are not needed."""
    return {label for _, pipe in nlp.pipeline for label in getattr(pipe, "labels", ())}


def _pack_part(part: dict[str, Any]) -> dict[str, Any]:
    import srsly

    packed = dict(part)
    if "model" in part:
        model = srsly.msgpack_loads(part["model"])
        parameters = [{name: narrow(value) for name, value in node.items()} for node in model["params"]]
        packed["model"] = {**model, "params": parameters}
    if "vectors" in part:
        vectors = srsly.msgpack_loads(part["vectors"])
        # The lexicon has few distinct numbers: 16 bits of them zip better than 8 bits and scales.
        table = srsly.msgpack_loads(vectors["vectors"]).astype("float16")
        packed["vectors"] = {**vectors, "vectors": table}
    return packed


def narrow(value: Any) -> Any:
    """Cast one parameter down; what is not an array of 32-bit numbers stays."""
    import numpy as np

    if not isinstance(value, np.ndarray) or value.dtype != np.float32:
        return value
    if value.ndim < 2 or value.size < SMALL:
        return value.astype("float16")
    rows = value.reshape(value.shape[0], -1)
    scale = np.abs(rows).max(axis=1, keepdims=True) / 127
    # A row of zeros would divide by zero; so would one too small for the 16 bits of its scale.
    scale = np.maximum(scale, 1e-6).astype("float16")
    return {
        "int8": np.round(rows / scale.astype("float32")).astype("int8"),
        "scale": scale,
        "shape": list(value.shape),
    }
