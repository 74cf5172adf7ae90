"""Two made-up runs with everything that a timeline can show; their lanes say what they show."""

from handbook.core.observations import Gauge, Lane, Mark, Trace

LANES = Trace(
    end=8.0,
    lanes=(
        Lane("works, then waits", "task", 0.0, 5.0, "done", busy=((0.0, 2.0),)),
        Lane("raises", "task", 1.0, 3.0, "failed", "ValueError"),
        Lane("is stopped", "task", 1.0, 4.0, "cancelled"),
        Lane("is turned away", "task", 2.0, 2.0, "refused"),
        Lane("outlives the run", "task", 3.0, 8.0, "alive"),
    ),
)
MEASURES = Trace(
    end=8.0,
    lanes=(
        Lane("says what happens", "task", 0.0, 6.0, "done"),
        Lane("works", "thread", 2.0, 7.0, "done", busy=((2.0, 7.0),)),
    ),
    gauges=(Gauge("in flight", "calls", ((0.0, 0.0), (1.0, 1.0), (2.0, 3.0), (6.0, 1.0))),),
    marks=(Mark(1.0, 0, "sends"), Mark(3.0, 0, "receives")),
)
