"""Purchases to come of a customer who is still there, in BG/NBD and MBG/NBD, where the published formula fails, too.

A customer with x repeat purchases up to age T, still alive, buys at a rate that is Gamma(s, alpha+T) with
s = r + x, and leaves after a purchase with a probability that is Beta(a, c) with c = b + x (MBG: b + x + 1). Within
a time t, with z = t / (alpha+T), they are expected to buy

    E(z) = mean over p of g(p),  g(p) = (1 - (1 + p z)^-s) / p

(what Fader, Hardie and Lee 2005, eq. 10, write as a difference with a pole at a = 1). The mean is a sum over the
logit of p, in which nothing is singular, with equal steps: as exact as floats. Where a or c is near 0, though, the
Beta density spreads without end; so the mean is taken over Beta(a+1, c+1), by

    mean over Beta(a, c) of g = mean over Beta(a+1, c) of G,  G = g - (1-p) g' / (a+c)    (by parts)
    mean over Beta(a+1, c) of G = G(1) + c / (a+1+c) * mean over Beta(a+1, c+1) of (G - G(1)) / (1-p)

of which every term is positive. With a discount rate d, k = d (alpha+T), what is to come is worth

    for ever, D(k) = integral of k e^(-k z) E(z) dz;  within t, e^(-k z) E(z) + integral of k e^(-k v) E(v) dv to z
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.polynomial.legendre import leggauss
from numpy.typing import NDArray

from worthwhile_plugins.kernels.fits.logit import STEP, TAIL, beta_sum
from worthwhile_plugins.kernels.fits.pieces import Pieces

Array = NDArray[Any]

NODES, WEIGHTS = leggauss(12)


def expected(r: float, a: float, b: float, x: float, log_z: Array) -> Array:
    """E(z) / (s z), which lies between 0 and 1."""
    s, c = r + x, b + x
    high, low = a + 1, c + 1
    reach = float(np.log1p(s * np.exp(8 * np.ceil(log_z.max() / 8))))
    p, rest, density = (it[:, None] for it in beta_sum(high, low, reach))
    z = np.exp(log_z)
    log_growth = np.log1p(p * z)
    g = np.expm1(-s * log_growth)
    np.divide(g, -p, out=g)
    log_growth *= -(s + 1)
    falls = np.exp(log_growth, out=log_growth)
    falls *= -s * z
    falls += g
    np.maximum(falls, 0, out=falls)
    falls *= rest / ((a + c) * p)
    end = -np.expm1(-s * np.log1p(z))
    g += falls
    g -= end
    np.maximum(g, 0, out=g)
    g *= density / rest
    mean: Array = (end + c / (high + c) * g.sum(axis=0)) / (s * z)
    return mean


class ToCome:
    """What is to come, for the parameters r, a, b; alpha only measures time."""

    def __init__(self, r: float, a: float, b: float) -> None:
        self._r, self._a, self._b = r, a, b
        self._within = Pieces(lambda x, log_z: expected(r, a, b, x, log_z))
        self._ever = Pieces(self._for_ever)
        self._discounted = lru_cache(64)(lambda loss: Pieces(lambda x, log_z: self._up_to(loss, x, log_z)))
        self._stepwise = lru_cache(64)(
            lambda keeps, steps: Pieces(lambda x, log_z: self._by_step(keeps, steps, x, log_z))
        )

    def within(self, x: Array, z: Array) -> Array:
        """Purchases expected within the time z (alpha + T)."""
        some = z > 0
        return np.where(some, (self._r + x) * z * self._within(x, np.log(np.where(some, z, 1.0))), 0.0)

    def ever(self, x: Array, k: Array) -> Array:
        """Purchases expected for ever, discounted continuously at the rate k / (alpha + T)."""
        return (self._r + x) / k * self._ever(x, np.log(k))

    def discounted(self, x: Array, z: Array, loss: float) -> Array:
        """Purchases expected within z (alpha + T), discounted at a rate that makes e^-loss of the last."""
        if loss == 0:
            return self.within(x, z)
        some = z > 0
        pieces = self._discounted(loss)
        return np.where(some, (self._r + x) * z * pieces(x, np.log(np.where(some, z, 1.0))), 0.0)

    def stepwise(self, x: Array, z: Array, steps: int, keeps: float) -> Array:
        """Purchases expected within z (alpha + T), cut into steps; those of each are worth `keeps` of the one before."""
        some = z > 0
        pieces = self._stepwise(keeps, steps)
        return np.where(some, (self._r + x) * z * pieces(x, np.log(np.where(some, z, 1.0))), 0.0)

    def _by_step(self, keeps: float, steps: int, x: float, log_z: Array) -> Array:
        """What is expected up to the end of each step counts for what is lost by waiting for the next one."""
        share = np.arange(1, steps + 1) / steps
        worth = keeps ** np.arange(1, steps + 1)
        worth[:-1] *= 1 - keeps
        inner = log_z + np.log(share)[:, None]
        known = self._within(np.full(inner.size, x), inner.ravel()).reshape(inner.shape)
        return np.asarray(((worth * share)[:, None] * known).sum(axis=0))

    def _for_ever(self, x: float, log_k: Array) -> Array:
        """D(k) k / s: a sum over the logarithm of time, in equal steps."""
        low, high = -8 * np.ceil(log_k.max() / 8), -8 * np.floor(log_k.min() / 8)
        log_z = STEP * np.arange(np.floor((low - TAIL / 2) / STEP), np.ceil((high + 4) / STEP) + 1)
        known = expected(self._r, self._a, self._b, x, log_z)
        k_z = np.exp(log_k + log_z[:, None])
        found: Array = STEP * (k_z**2 * np.exp(-k_z) * known[:, None]).sum(axis=0)
        return found

    def _up_to(self, loss: float, x: float, log_z: Array) -> Array:
        """The discounted purchases within z, over s z: Gauss-Legendre on pieces of ln(1 + z)."""
        z = np.exp(log_z)
        top = float(np.log1p(np.exp(8 * np.ceil(log_z.max() / 8))))
        parts = int(np.ceil(top + abs(loss) * max(1.0, top) / 3))
        places = ((np.arange(parts)[:, None] + (NODES + 1) / 2) / parts).ravel()[:, None]
        weights = np.tile(WEIGHTS / (2 * parts), parts)[:, None]
        reach = np.log1p(z)
        share = np.expm1(reach * places) / z
        inner = share * z
        whose = np.full(inner.size, x)
        value = (inner * self._within(whose, np.log(inner).ravel()).reshape(inner.shape)) * np.exp(-loss * share)
        found = (loss * reach / z * weights * (1 + inner) * value).sum(axis=0)
        whole: Array = (found + np.exp(-loss) * z * self._within(np.full(z.size, x), log_z)) / z
        return whole
