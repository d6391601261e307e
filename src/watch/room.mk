# src/watch/room.mk: what a run tells those who watch it

libvasculum_a_SOURCES += \
	src/watch/json.c \
	src/watch/place.c src/watch/place.h \
	src/watch/view.c src/watch/view.h \
	src/watch/watch.c src/watch/watch.h \
	src/watch/words.c src/watch/words.h

# what each file of a run tells by itself

libvasculum_a_SOURCES += \
	src/watch/read/figures.c src/watch/read/figures.h \
	src/watch/read/log.c src/watch/read/log.h \
	src/watch/read/outcomes.c src/watch/read/outcomes.h \
	src/watch/read/tail.c src/watch/read/tail.h

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
