# src/serve/room.mk: the page that shows runs in a browser

libvasculum_a_SOURCES += \
	src/serve/guard.c src/serve/guard.h

unit_tests += tests/unit/serve/test_guard
tests_unit_serve_test_guard_SOURCES = tests/unit/serve/test_guard.c
tests_unit_serve_test_guard_LDADD = $(test_libs)
