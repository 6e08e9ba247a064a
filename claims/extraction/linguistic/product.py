"""Matrix products by NumPy: its BLAS is about three times as fast as the one that spaCy brings along.

The matrices are small. More than one thread would wait for the others longer than it works, and slow down every
process beside it; so BLAS gets one thread for the whole process. Several processes make use of several cores.
"""

from typing import TYPE_CHECKING, Any

import numpy
from thinc.api import NumpyOps
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from spacy.language import Language


class NumpyProduct(NumpyOps):  # type: ignore[misc]
    """spaCy's operations on arrays with NumPy's matrix product in place of its own."""

    def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        """Return the product of two matrices, each transposed before where that is asked."""
        return numpy.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)


def use_numpy_products(nlp: "Language") -> None:
    """Let every network of a pipeline work with NumPy's product, on one thread."""
    threadpool_limits(limits=1, user_api="blas")
    operations = NumpyProduct()
    for _name, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if model is not None:  # the lemmatiser has rules, and no network
            for node in model.walk():
                node.ops = operations
