# src/serve/room.mk: the page that shows runs in a browser

libvasculum_a_SOURCES += \
	src/serve/ask.c \
	src/serve/callers.c \
	src/serve/desk.h \
	src/serve/feed.c src/serve/feed.h \
	src/serve/lives.c \
	src/serve/rack.c src/serve/rack.h \
	src/serve/routes.c src/serve/routes.h \
	src/serve/server.c src/serve/server.h

# who may come in

libvasculum_a_SOURCES += \
	src/serve/door/guard.c src/serve/door/guard.h \
	src/serve/door/listen.c src/serve/door/listen.h

# what is answered

libvasculum_a_SOURCES += \
	src/serve/answer/document.c src/serve/answer/document.h \
	src/serve/answer/metrics.c src/serve/answer/metrics.h \
	src/serve/answer/picture.c src/serve/answer/picture.h \
	src/serve/answer/query.c src/serve/answer/query.h \
	src/serve/answer/records.c src/serve/answer/records.h

# what the page may do

libvasculum_a_SOURCES += \
	src/serve/steer/hand.c src/serve/steer/hand.h \
	src/serve/steer/steer.c src/serve/steer/steer.h

unit_tests += tests/unit/serve/test_guard
tests_unit_serve_test_guard_SOURCES = tests/unit/serve/test_guard.c
tests_unit_serve_test_guard_LDADD = $(test_libs)
unit_tests += tests/unit/serve/test_feed
tests_unit_serve_test_feed_SOURCES = tests/unit/serve/test_feed.c
tests_unit_serve_test_feed_LDADD = $(test_libs)
unit_tests += tests/unit/serve/test_picture
tests_unit_serve_test_picture_SOURCES = tests/unit/serve/test_picture.c
tests_unit_serve_test_picture_LDADD = $(test_libs)

bench_programs += tests/bench/bench_serve
tests_bench_bench_serve_SOURCES = tests/bench/bench_serve.c
tests_bench_bench_serve_LDADD = $(core_libs)

fuzz_targets += tests/fuzz/fuzz_request
tests_fuzz_fuzz_request_SOURCES = tests/fuzz/fuzz_request.c $(fuzz_main)
tests_fuzz_fuzz_request_LDADD = $(core_libs)
tests_fuzz_fuzz_request_LDFLAGS = $(fuzz_ldflags)
