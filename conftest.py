"""Names the harness's plugins; what they do stands in checks/harness."""

pytest_plugins = [
    "checks.harness.nothing_left",
    "checks.harness.selection",
    "checks.harness.subject",
    "checks.harness.verdict",
    "checks.harness.isolation",
    "checks.harness.recording",
    "checks.harness.instruments",
]
