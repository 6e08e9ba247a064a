"""One stage of the training, run as a process of its own: ``python -m … WORK STAGE``."""

import sys
from pathlib import Path


def run(work: Path, stage: str) -> None:
    """Train as ``STAGE.cfg`` says on the corpora in the working folder; the best state goes to ``WORK/STAGE``."""
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train
    from spacy.util import load_config
    from thinc.api import set_current_ops
    from threadpoolctl import threadpool_limits

    from claims.extraction.linguistic import tokenisation  # noqa: F401 (registers the tokenizer)
    from claims.extraction.linguistic.product import NumpyProduct

    threadpool_limits(limits=1, user_api="blas")
    set_current_ops(NumpyProduct())
    paths = {"train": "train.spacy", "dev": "dev.spacy", "vectors": "vectors"}
    if stage == "refine":
        paths["source"] = "learn/model-best"
    overrides = {f"paths.{name}": str(work / path) for name, path in paths.items()}
    config = load_config(Path(__file__).parent / f"{stage}.cfg", overrides=overrides, interpolate=False)
    (work / stage).mkdir(exist_ok=True)
    train(init_nlp(config), work / stage, stdout=sys.stdout, stderr=sys.stderr)


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2])
