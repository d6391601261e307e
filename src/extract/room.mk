# src/extract/room.mk: sources and unit tests of extract/

# ask/: sheets that a server is asked about
libvasculum_a_SOURCES += \
	src/extract/ask/engine_setup.c src/extract/ask/engine_setup.h \
	src/extract/ask/lost.c src/extract/ask/lost.h \
	src/extract/ask/options.c src/extract/ask/options.h \
	src/extract/ask/outcome.c src/extract/ask/outcome.h \
	src/extract/ask/request.c src/extract/ask/request.h \
	src/extract/ask/requester.c src/extract/ask/requester.h

# control/: how a run is watched and steered
libvasculum_a_SOURCES += \
	src/extract/control/client.c \
	src/extract/control/control.c src/extract/control/control.h \
	src/extract/control/loan.c src/extract/control/loan.h \
	src/extract/control/statistics.c src/extract/control/statistics.h \
	src/extract/control/progress.c src/extract/control/progress.h \
	src/extract/control/remote.c src/extract/control/remote.h \
	src/extract/control/snapshot.c src/extract/control/snapshot.h \
	src/extract/control/socket.c src/extract/control/socket.h \
	src/extract/control/verb.c src/extract/control/verb.h

# fetch/: sheets that are fetched from addresses
libvasculum_a_SOURCES += \
	src/extract/fetch/download.c src/extract/fetch/download.h \
	src/extract/fetch/fetcher.c src/extract/fetch/fetcher.h \
	src/extract/fetch/job.c src/extract/fetch/job.h

# forecast/: what an extraction would do
libvasculum_a_SOURCES += \
	src/extract/forecast/folders.c src/extract/forecast/folders.h \
	src/extract/forecast/forecaster.c src/extract/forecast/forecaster.h \
	src/extract/forecast/forecast.c src/extract/forecast/forecast.h \
	src/extract/forecast/measured.c src/extract/forecast/measured.h \
	src/extract/forecast/price.c src/extract/forecast/price.h

# look/: what sheets show by themselves, for whole runs
libvasculum_a_SOURCES += \
	src/extract/look/sheets.c src/extract/look/sheets.h
if OCR
libvasculum_a_SOURCES += \
	src/extract/look/looking.c src/extract/look/looking.h
endif

# pool/: the threads that prepare and read sheets
libvasculum_a_SOURCES += \
	src/extract/pool/idle.c src/extract/pool/idle.h \
	src/extract/pool/job.c src/extract/pool/job.h \
	src/extract/pool/pool.c src/extract/pool/pool.h

# report/: what an extraction says of itself
libvasculum_a_SOURCES += \
	src/extract/report/event_log.c src/extract/report/event_log.h \
	src/extract/report/rate.c src/extract/report/rate.h \
	src/extract/report/reporter.c src/extract/report/reporter.h

# schedule/: who is asked next, and when: limits, keys, budget
libvasculum_a_SOURCES += \
	src/extract/schedule/aimd.c src/extract/schedule/aimd.h \
	src/extract/schedule/answer_times.c src/extract/schedule/answer_times.h \
	src/extract/schedule/backoff.c src/extract/schedule/backoff.h \
	src/extract/schedule/breaker.c src/extract/schedule/breaker.h \
	src/extract/schedule/bucket.c src/extract/schedule/bucket.h \
	src/extract/schedule/budget.c src/extract/schedule/budget.h \
	src/extract/schedule/choose.c \
	src/extract/schedule/cooldown.c src/extract/schedule/cooldown.h \
	src/extract/schedule/keyring.c src/extract/schedule/keyring.h \
	src/extract/schedule/parts.h \
	src/extract/schedule/result.c \
	src/extract/schedule/scheduler.c src/extract/schedule/scheduler.h \
	src/extract/schedule/stop.c \
	src/extract/schedule/view.c

# worker/: the worker thread: sheets on their way
libvasculum_a_SOURCES += \
	src/extract/worker/claims.c src/extract/worker/claims.h \
	src/extract/worker/disk_full.c src/extract/worker/disk_full.h \
	src/extract/worker/downloads.c src/extract/worker/downloads.h \
	src/extract/worker/duplicates.c src/extract/worker/duplicates.h \
	src/extract/worker/extractor.c src/extract/worker/extractor.h \
	src/extract/worker/items.c src/extract/worker/items.h \
	src/extract/worker/listen.c \
	src/extract/worker/outcomes.c \
	src/extract/worker/prepare.c \
	src/extract/worker/requests.c \
	src/extract/worker/sheets.c \
	src/extract/worker/unacked.c src/extract/worker/unacked.h \
	src/extract/worker/patience.c \
	src/extract/worker/waiting.c \
	src/extract/worker/worker.c src/extract/worker/worker.h

# The scheduler with a store, an index and an engine in the test's hands.
unit_tests += tests/unit/extract/test_idle
tests_unit_extract_test_idle_SOURCES = tests/unit/extract/test_idle.c \
	$(history_sources) $(scratch_sources)
tests_unit_extract_test_idle_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_extractor
tests_unit_extract_test_extractor_SOURCES = tests/unit/extract/test_extractor.c \
	tests/kit/fake_run.c tests/kit/fake_run.h $(scratch_sources)
tests_unit_extract_test_extractor_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_control
tests_unit_extract_test_control_SOURCES = tests/unit/extract/test_control.c \
	tests/kit/fake_run.c tests/kit/fake_run.h $(scratch_sources)
tests_unit_extract_test_control_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_fetcher
tests_unit_extract_test_fetcher_SOURCES = tests/unit/extract/test_fetcher.c \
	tests/kit/sheet_server.c tests/kit/sheet_server.h $(scratch_sources)
tests_unit_extract_test_fetcher_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_progress
tests_unit_extract_test_progress_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_statistics
tests_unit_extract_test_statistics_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_rate
tests_unit_extract_test_rate_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_reporter
tests_unit_extract_test_reporter_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_disk_full
tests_unit_extract_test_disk_full_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_items
tests_unit_extract_test_items_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_claims
tests_unit_extract_test_claims_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_forecast
tests_unit_extract_test_forecast_SOURCES = tests/unit/extract/test_forecast.c \
	$(history_sources) $(scratch_sources)
tests_unit_extract_test_forecast_LDADD = $(test_libs)
# All but the reader is the program's own.
unit_tests += tests/unit/extract/test_extract_run
tests_unit_extract_test_extract_run_SOURCES = tests/unit/extract/test_extract_run.c \
	$(scratch_sources)
tests_unit_extract_test_extract_run_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_aimd
tests_unit_extract_test_aimd_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_bucket
tests_unit_extract_test_bucket_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_backoff
tests_unit_extract_test_backoff_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_breaker
tests_unit_extract_test_breaker_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_budget
tests_unit_extract_test_budget_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_keyring
tests_unit_extract_test_keyring_SOURCES = tests/unit/extract/test_keyring.c $(scratch_sources)
tests_unit_extract_test_keyring_LDADD = $(test_libs)
# With models made by hand, and a server on a clock of the test's.
chat_kit = tests/kit/chat_kit.c tests/kit/chat_kit.h
unit_tests += tests/unit/extract/test_scheduler
tests_unit_extract_test_scheduler_SOURCES = tests/unit/extract/test_scheduler.c $(chat_kit)
tests_unit_extract_test_scheduler_LDADD = $(test_libs)
unit_tests += tests/unit/extract/test_scheduler_world
tests_unit_extract_test_scheduler_world_SOURCES = \
	tests/unit/extract/test_scheduler_world.c $(chat_kit)
tests_unit_extract_test_scheduler_world_LDADD = $(test_libs)
