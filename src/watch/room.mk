# src/watch/room.mk: what a run tells those who watch it

libvasculum_a_SOURCES += \
	src/watch/figures.c src/watch/figures.h \
	src/watch/json.c \
	src/watch/log.c src/watch/log.h \
	src/watch/outcomes.c src/watch/outcomes.h \
	src/watch/place.c src/watch/place.h \
	src/watch/tail.c src/watch/tail.h \
	src/watch/view.c src/watch/view.h \
	src/watch/watch.c src/watch/watch.h \
	src/watch/words.c src/watch/words.h

unit_tests += tests/unit/watch/test_tail
tests_unit_watch_test_tail_SOURCES = tests/unit/watch/test_tail.c \
	$(scratch_sources)
tests_unit_watch_test_tail_LDADD = $(test_libs)

bench_programs += tests/bench/bench_watch
tests_bench_bench_watch_SOURCES = tests/bench/bench_watch.c
tests_bench_bench_watch_LDADD = $(core_libs)

unit_tests += tests/unit/watch/test_watch
tests_unit_watch_test_watch_SOURCES = tests/unit/watch/test_watch.c \
	$(history_sources) $(scratch_sources)
tests_unit_watch_test_watch_LDADD = $(test_libs)
