"""Logs are JSON lines; of an error they tell where it was, never what it said."""

from __future__ import annotations

import json
import sys

import pytest
import structlog

from wallet_service import logs


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_an_event_is_one_json_line_on_standard_error(capsys):
    structlog.contextvars.clear_contextvars()
    logs.configure("info")
    structlog.get_logger().info("due_work_done", accounts=3)
    (line,) = lines(capsys)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "due_work_done", "accounts": 3, "level": "info"}


def test_less_than_the_level_is_left_out(capsys):
    logs.configure("WARNING")
    structlog.get_logger().info("small")
    structlog.get_logger().warning("large")
    assert [line["event"] for line in lines(capsys)] == ["large"]


@pytest.mark.parametrize("given", [True, None], ids=["exception", "exc_info"])
def test_an_error_is_told_without_its_message(capsys, given):
    logs.configure("INFO")
    try:
        raise ValueError("ann@example.com is no number")
    except ValueError as error:
        told = given or error
        structlog.get_logger().error("failed", exc_info=told)
    (line,) = lines(capsys)
    assert line["error"] == "ValueError"
    assert line["where"][-1].endswith(sys._getframe().f_code.co_name)
    assert "ann@example.com" not in json.dumps(line)
    assert "exc_info" not in line
