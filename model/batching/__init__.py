"""Many sequences at once on one loaded model.

>>> from model.batching import Batch, Job                                               # doctest: +SKIP
>>> batch = Batch(voice, slots=8)                                                       # doctest: +SKIP
>>> batch.submit(Job("first", voice.sequence("Hello world.", prompt), seed=1))          # doctest: +SKIP
>>> [finished] = batch.collect()                                                        # doctest: +SKIP
"""

from model.batching.batch import Batch
from model.batching.jobs import Finished, Job

__all__ = ["Batch", "Finished", "Job"]
