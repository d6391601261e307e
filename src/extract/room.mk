# src/extract/room.mk: sources and unit tests of extract/
libvasculum_a_SOURCES += \
	src/extract/extractor.c src/extract/extractor.h \
	src/extract/worker.c src/extract/worker.h \
	src/extract/prepare.c \
	src/extract/sheets.c \
	src/extract/asking.c \
	src/extract/fetching.c \
	src/extract/fetch.c src/extract/fetch.h \
	src/extract/fetcher.c src/extract/fetcher.h \
	src/extract/asker.c src/extract/asker.h \
	src/extract/asker_parts.h src/extract/asker_queue.c \
	src/extract/asker_lost.c \
	src/extract/asker_outcome.c src/extract/asker_outcome.h \
	src/extract/twins.c \
	src/extract/room.c \
	src/extract/report.c \
	src/extract/pool.c src/extract/pool.h \
	src/extract/rate.c src/extract/rate.h \
	src/extract/claims.c src/extract/claims.h \
	src/extract/board.c src/extract/board.h \
	src/extract/progress.c src/extract/progress.h \
	src/extract/figures.c src/extract/figures.h \
	src/extract/announce.c src/extract/announce.h \
	src/extract/socket.c src/extract/socket.h \
	src/extract/control.c src/extract/control.h \
	src/extract/client.c \
	src/extract/remote.c src/extract/remote.h \
	src/extract/aimd.c src/extract/aimd.h \
	src/extract/bucket.c src/extract/bucket.h \
	src/extract/backoff.c src/extract/backoff.h \
	src/extract/cooldown.c src/extract/cooldown.h \
	src/extract/answer_times.c src/extract/answer_times.h \
	src/extract/breaker.c src/extract/breaker.h \
	src/extract/budget.c src/extract/budget.h \
	src/extract/keyring.c src/extract/keyring.h \
	src/extract/scheduler.c src/extract/scheduler.h \
	src/extract/scheduler_parts.h \
	src/extract/scheduler_choose.c \
	src/extract/scheduler_settle.c \
	src/extract/scheduler_view.c

# The scheduler with a store, an index and an engine in the test's hands.
unit_tests += tests/unit/test_extractor
tests_unit_test_extractor_SOURCES = tests/unit/test_extractor.c \
	tests/unit/fake_run.c tests/unit/fake_run.h $(scratch_sources)
tests_unit_test_extractor_LDADD = $(test_libs)
unit_tests += tests/unit/test_control
tests_unit_test_control_SOURCES = tests/unit/test_control.c \
	tests/unit/fake_run.c tests/unit/fake_run.h $(scratch_sources)
tests_unit_test_control_LDADD = $(test_libs)
unit_tests += tests/unit/test_fetcher
tests_unit_test_fetcher_SOURCES = tests/unit/test_fetcher.c \
	tests/unit/sheet_server.c tests/unit/sheet_server.h $(scratch_sources)
tests_unit_test_fetcher_LDADD = $(test_libs)
unit_tests += tests/unit/test_progress
tests_unit_test_progress_LDADD = $(test_libs)
unit_tests += tests/unit/test_figures
tests_unit_test_figures_LDADD = $(test_libs)
unit_tests += tests/unit/test_rate
tests_unit_test_rate_LDADD = $(test_libs)
unit_tests += tests/unit/test_claims
tests_unit_test_claims_LDADD = $(test_libs)
# All but the reader is the program's own.
unit_tests += tests/unit/test_extract_run
tests_unit_test_extract_run_SOURCES = tests/unit/test_extract_run.c \
	$(scratch_sources)
tests_unit_test_extract_run_LDADD = $(test_libs)
unit_tests += tests/unit/test_aimd
tests_unit_test_aimd_LDADD = $(test_libs)
unit_tests += tests/unit/test_bucket
tests_unit_test_bucket_LDADD = $(test_libs)
unit_tests += tests/unit/test_backoff
tests_unit_test_backoff_LDADD = $(test_libs)
unit_tests += tests/unit/test_breaker
tests_unit_test_breaker_LDADD = $(test_libs)
unit_tests += tests/unit/test_budget
tests_unit_test_budget_LDADD = $(test_libs)
unit_tests += tests/unit/test_keyring
tests_unit_test_keyring_SOURCES = tests/unit/test_keyring.c $(scratch_sources)
tests_unit_test_keyring_LDADD = $(test_libs)
# With models made by hand, and a server on a clock of the test's.
chat_kit = tests/unit/chat_kit.c tests/unit/chat_kit.h
unit_tests += tests/unit/test_scheduler
tests_unit_test_scheduler_SOURCES = tests/unit/test_scheduler.c $(chat_kit)
tests_unit_test_scheduler_LDADD = $(test_libs)
unit_tests += tests/unit/test_scheduler_world
tests_unit_test_scheduler_world_SOURCES = \
	tests/unit/test_scheduler_world.c $(chat_kit)
tests_unit_test_scheduler_world_LDADD = $(test_libs)
