# src/run/room.mk: sources and unit tests of run/
libvasculum_a_SOURCES += \
	src/run/act.c src/run/act.h \
	src/run/address.c src/run/address.h \
	src/run/cache_db.c src/run/cache_db.h \
	src/run/curated.c src/run/curated.h \
	src/run/event.c src/run/event.h \
	src/run/hash_cache.c \
	src/run/holder.c src/run/holder.h \
	src/run/image_cache.c src/run/image_cache.h src/run/image_store.h \
	src/run/image_evict.c src/run/image_part.c \
	src/run/images.c src/run/images.h \
	src/run/import.c src/run/import.h \
	src/run/index.c src/run/index.h \
	src/run/index_db.c src/run/index_db.h \
	src/run/index_filter.c src/run/index_filter.h \
	src/run/index_fold.c src/run/index_fold.h \
	src/run/index_load.c src/run/index_load.h \
	src/run/index_query.c \
	src/run/index_refresh.c \
	src/run/index_session.c \
	src/run/index_specimen.c \
	src/run/index_sql.c src/run/index_sql.h \
	src/run/index_tally.c src/run/index_tally.h \
	src/run/journal.c src/run/journal.h src/run/journal_ops.h \
	src/run/journal_reader.c \
	src/run/label_cache.c src/run/label_cache.h \
	src/run/lines.c src/run/lines.h \
	src/run/lock.c src/run/lock.h \
	src/run/medium.c src/run/medium.h \
	src/run/outcome.c src/run/outcome.h src/run/outcome_read.c \
	src/run/outcome_batch.c src/run/outcome_batch.h \
	src/run/replay.c src/run/replay.h \
	src/run/run.c src/run/run.h \
	src/run/scan.c src/run/scan.h src/run/scan_list.c \
	src/run/settings.c src/run/settings.h \
	src/run/specimen.c src/run/specimen.h \
	src/run/store.c src/run/store.h src/run/store_thread.h \
	src/run/store_commit.c src/run/store_fold.c src/run/store_task.c \
	src/run/worklist.c src/run/worklist.h

unit_tests += tests/unit/test_act
tests_unit_test_act_LDADD = $(test_libs)
# What the tests of histories share.
history_sources = tests/unit/history.c tests/unit/history.h

unit_tests += tests/unit/test_replay
tests_unit_test_replay_SOURCES = tests/unit/test_replay.c $(history_sources)
tests_unit_test_replay_LDADD = $(test_libs)
unit_tests += tests/unit/test_index
tests_unit_test_index_SOURCES = tests/unit/test_index.c $(history_sources) \
	$(scratch_sources)
tests_unit_test_index_LDADD = $(test_libs)
unit_tests += tests/unit/test_settings
tests_unit_test_settings_LDADD = $(test_libs)

# What the tests of files share.
scratch_sources = tests/unit/scratch.c tests/unit/scratch.h

unit_tests += tests/unit/test_event
tests_unit_test_event_SOURCES = tests/unit/test_event.c $(scratch_sources)
tests_unit_test_event_LDADD = $(test_libs)
journal_kit = tests/unit/journal_kit.c tests/unit/journal_kit.h \
	$(scratch_sources)
unit_tests += tests/unit/test_image_cache
tests_unit_test_image_cache_SOURCES = tests/unit/test_image_cache.c \
	$(scratch_sources)
tests_unit_test_image_cache_LDADD = $(test_libs)
unit_tests += tests/unit/test_journal
tests_unit_test_journal_SOURCES = tests/unit/test_journal.c $(journal_kit)
tests_unit_test_journal_LDADD = $(test_libs)
unit_tests += tests/unit/test_journal_crash
tests_unit_test_journal_crash_SOURCES = tests/unit/test_journal_crash.c \
	$(journal_kit)
tests_unit_test_journal_crash_LDADD = $(test_libs)
unit_tests += tests/unit/test_journal_reader
tests_unit_test_journal_reader_SOURCES = tests/unit/test_journal_reader.c \
	$(journal_kit)
tests_unit_test_journal_reader_LDADD = $(test_libs)
unit_tests += tests/unit/test_outcome
tests_unit_test_outcome_SOURCES = tests/unit/test_outcome.c $(scratch_sources)
tests_unit_test_outcome_LDADD = $(test_libs)
unit_tests += tests/unit/test_run
tests_unit_test_run_SOURCES = tests/unit/test_run.c $(scratch_sources)
tests_unit_test_run_LDADD = $(test_libs)
unit_tests += tests/unit/test_scan
tests_unit_test_scan_SOURCES = tests/unit/test_scan.c $(scratch_sources)
tests_unit_test_scan_LDADD = $(test_libs)
store_kit = tests/unit/store_kit.c tests/unit/store_kit.h $(scratch_sources)
unit_tests += tests/unit/test_store
tests_unit_test_store_SOURCES = tests/unit/test_store.c $(store_kit)
tests_unit_test_store_LDADD = $(test_libs)
unit_tests += tests/unit/test_store_task
tests_unit_test_store_task_SOURCES = tests/unit/test_store_task.c $(store_kit)
tests_unit_test_store_task_LDADD = $(test_libs)
unit_tests += tests/unit/test_import
tests_unit_test_import_SOURCES = tests/unit/test_import.c $(scratch_sources)
tests_unit_test_import_LDADD = $(test_libs)
unit_tests += tests/unit/test_worklist
tests_unit_test_worklist_SOURCES = tests/unit/test_worklist.c $(scratch_sources)
tests_unit_test_worklist_LDADD = $(test_libs)
unit_tests += tests/unit/test_label_cache
tests_unit_test_label_cache_SOURCES = tests/unit/test_label_cache.c \
	$(scratch_sources)
tests_unit_test_label_cache_LDADD = $(test_libs)

fuzz_targets += tests/fuzz/fuzz_journal
tests_fuzz_fuzz_journal_SOURCES = tests/fuzz/fuzz_journal.c $(fuzz_main)
tests_fuzz_fuzz_journal_LDADD = $(core_libs)
tests_fuzz_fuzz_journal_LDFLAGS = $(fuzz_ldflags)
fuzz_targets += tests/fuzz/fuzz_record
tests_fuzz_fuzz_record_SOURCES = tests/fuzz/fuzz_record.c $(fuzz_main)
tests_fuzz_fuzz_record_LDADD = $(core_libs)
tests_fuzz_fuzz_record_LDFLAGS = $(fuzz_ldflags)

bench_programs += tests/bench/bench_run
tests_bench_bench_run_SOURCES = tests/bench/bench_run.c
tests_bench_bench_run_LDADD = $(core_libs)
bench_programs += tests/bench/bench_index
tests_bench_bench_index_SOURCES = tests/bench/bench_index.c
tests_bench_bench_index_LDADD = $(core_libs)
