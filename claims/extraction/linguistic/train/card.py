"""The model card: figures and origin written beside the weights."""

import json
import re
import shutil
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from claims.extraction.linguistic.pipeline import MODEL_FOLDER, WEIGHTS_FILE
from claims.extraction.linguistic.train.evaluate import Figures

META_FILE = "meta.json"
BEGIN, END = "<!-- figures -->", "<!-- /figures -->"


def write_card(folder: Path, figures: Figures, *, minutes: float) -> None:
    """Write ``meta.json`` and the figures into the card; licences travel with the weights."""
    for name in ("README.md", "NOTICE"):
        if not (folder / name).exists():
            shutil.copy(MODEL_FOLDER / name, folder / name)
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8")
    section = f"{BEGIN}\n{table(figures)}\n{END}"
    pattern = f"{re.escape(BEGIN)}.*{re.escape(END)}"
    card.write_text(re.sub(pattern, lambda _: section, text, flags=re.DOTALL), encoding="utf-8")
    meta = json.dumps(_meta(folder, figures, minutes), indent=2)
    (folder / META_FILE).write_text(f"{meta}\n", encoding="utf-8")


def table(figures: Figures) -> str:
    """Give the figures as a Markdown table, in per cent."""
    sets = list(figures.scores)
    measures = list(dict.fromkeys(name for scores in figures.scores.values() for name in scores))
    lines = ["| | " + " | ".join(f"{name} dev" for name in sets) + " |", "|---|" + "---|" * len(sets)]
    for measure in measures:
        cells = [_percent(figures.scores[name].get(measure)) for name in sets]
        lines.append(f"| {measure} | " + " | ".join(cells) + " |")
    lines += ["", f"{figures.words_per_second:,} words a second of processor time (one core), all components."]
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"


def _meta(folder: Path, figures: Figures, minutes: float) -> dict[str, object]:
    from spacy.about import __version__ as spacy_version

    return {
        "language": "en",
        "license": "CC-BY-SA-4.0",
        "trained": datetime.now(UTC).date().isoformat(),
        "spacy": spacy_version,
        "minutes": minutes,
        "bytes": (folder / WEIGHTS_FILE).stat().st_size,
        "figures": asdict(figures),
    }
