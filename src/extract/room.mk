# src/extract/room.mk: sources and unit tests of extract/
libvasculum_a_SOURCES += \
	src/extract/extractor.c src/extract/extractor.h \
	src/extract/worker.c src/extract/worker.h \
	src/extract/prepare.c \
	src/extract/sheets.c \
	src/extract/twins.c \
	src/extract/report.c \
	src/extract/pool.c src/extract/pool.h \
	src/extract/rate.c src/extract/rate.h \
	src/extract/claims.c src/extract/claims.h \
	src/extract/board.c src/extract/board.h \
	src/extract/progress.c src/extract/progress.h \
	src/extract/announce.c src/extract/announce.h \
	src/extract/socket.c src/extract/socket.h \
	src/extract/control.c src/extract/control.h \
	src/extract/client.c \
	src/extract/remote.c src/extract/remote.h

# The scheduler with a store, an index and an engine in the test's hands.
unit_tests += tests/unit/test_extractor
tests_unit_test_extractor_SOURCES = tests/unit/test_extractor.c \
	tests/unit/fake_run.c tests/unit/fake_run.h $(scratch_sources)
tests_unit_test_extractor_LDADD = $(test_libs)
unit_tests += tests/unit/test_control
tests_unit_test_control_SOURCES = tests/unit/test_control.c \
	tests/unit/fake_run.c tests/unit/fake_run.h $(scratch_sources)
tests_unit_test_control_LDADD = $(test_libs)
unit_tests += tests/unit/test_progress
tests_unit_test_progress_LDADD = $(test_libs)
unit_tests += tests/unit/test_rate
tests_unit_test_rate_LDADD = $(test_libs)
unit_tests += tests/unit/test_claims
tests_unit_test_claims_LDADD = $(test_libs)
# All but the reader is the program's own.
unit_tests += tests/unit/test_extract_run
tests_unit_test_extract_run_SOURCES = tests/unit/test_extract_run.c \
	$(scratch_sources)
tests_unit_test_extract_run_LDADD = $(test_libs)
