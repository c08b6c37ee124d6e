"""Counts and durations of requests by route, for the operator's Prometheus."""

from __future__ import annotations

import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from wallet_service.web import request_log

NAME = "wallet_service.metrics"


class Metrics:
    """The figures of one application; each has a registry of its own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "wallet_http_requests_total",
            "Requests by route, method and status",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "wallet_http_request_seconds",
            "Duration of requests by route",
            ("route",),
            registry=self._registry,
        )

        # looked up once: the library's own look-up takes a lock each time
        self._series: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Add one request."""
        series = self._series.get((route, method, status))
        if series is None:
            series = (
                self._requests.labels(route, method, status),
                self._seconds.labels(route),
            )
            self._series[route, method, status] = series
        counter, histogram = series
        counter.inc()
        histogram.observe(seconds)

    def text(self) -> bytes:
        """All figures in Prometheus' text format."""
        return generate_latest(self._registry)


def install(app: Flask) -> None:
    """Count every request of the application."""
    metrics = app.extensions[NAME] = Metrics()

    @app.after_request
    def count(response: Response) -> Response:
        seconds = time.perf_counter() - g.began
        # unknown methods must not make new time series without end
        method = request.method if request.url_rule else "other"
        metrics.count(request_log.route(), method, response.status_code, seconds)
        return response
