# src/run/room.mk: sources and unit tests of run/

# batches/: the journal of batches
libvasculum_a_SOURCES += \
	src/run/batches/batch_line.c src/run/batches/batch_line.h \
	src/run/batches/batches.c src/run/batches/batches.h \
	src/run/batches/chunk.c src/run/batches/chunk.h \
	src/run/batches/chunk_line.c src/run/batches/chunk_line.h \
	src/run/batches/flight.c src/run/batches/flight.h \
	src/run/batches/siblings.c src/run/batches/siblings.h

# cache/: what can be found out again
libvasculum_a_SOURCES += \
	src/run/cache/gbif.c src/run/cache/gbif.h \
	src/run/cache/db.c src/run/cache/db.h \
	src/run/cache/evict.c \
	src/run/cache/facts.c src/run/cache/facts.h \
	src/run/cache/facts_body.c src/run/cache/facts_body.h \
	src/run/cache/hash.c src/run/cache/hash.h \
	src/run/cache/image.c src/run/cache/image.h \
	src/run/cache/image_store.c src/run/cache/image_store.h \
	src/run/cache/label.c src/run/cache/label.h \
	src/run/cache/part.c

# evidence/: what of a record stands on its sheet
libvasculum_a_SOURCES += \
	src/run/evidence/ask.c src/run/evidence/asked.h \
	src/run/evidence/evidence.c src/run/evidence/evidence.h \
	src/run/evidence/find.c src/run/evidence/find.h \
	src/run/evidence/infer.c \
	src/run/evidence/page.c src/run/evidence/page.h \
	src/run/evidence/said.c src/run/evidence/said.h \
	src/run/evidence/sheet_code.c src/run/evidence/sheet_code.h \
	src/run/evidence/unread.c

# ids/: the identifiers that were published
libvasculum_a_SOURCES += \
	src/run/ids/id_fold.c src/run/ids/id_fold.h \
	src/run/ids/ids.c src/run/ids/ids.h

# index/: the journals folded into SQLite; its face, and behind it:
libvasculum_a_SOURCES += \
	src/run/index/acts.h \
	src/run/index/counts.h \
	src/run/index/filter.h \
	src/run/index/index.h \
	src/run/index/numbers.h \
	src/run/index/rank.h \
	src/run/index/records.h \
	src/run/index/rows.h \
	src/run/index/signed.h \
	src/run/index/specimen.h

# index/table/: the database
libvasculum_a_SOURCES += \
	src/run/index/table/db.c \
	src/run/index/table/db.h \
	src/run/index/table/open.c \
	src/run/index/table/open.h \
	src/run/index/table/place.c \
	src/run/index/table/place.h \
	src/run/index/table/query.c \
	src/run/index/table/query.h \
	src/run/index/table/says.c \
	src/run/index/table/says.h \
	src/run/index/table/schema.c \
	src/run/index/table/schema.h \
	src/run/index/table/sql.c \
	src/run/index/table/sql.h \
	src/run/index/table/swap.c \
	src/run/index/table/swap.h \
	src/run/index/table/tally.c \
	src/run/index/table/tally.h \
	src/run/index/table/values.c \
	src/run/index/table/values.h

# index/fold/: lines of the journals into rows
libvasculum_a_SOURCES += \
	src/run/index/fold/crew.c \
	src/run/index/fold/crew.h \
	src/run/index/fold/dirty.c \
	src/run/index/fold/edits.c \
	src/run/index/fold/edits.h \
	src/run/index/fold/fold.c \
	src/run/index/fold/fold.h \
	src/run/index/fold/group.c \
	src/run/index/fold/group.h \
	src/run/index/fold/keys.c \
	src/run/index/fold/keys.h \
	src/run/index/fold/load.c \
	src/run/index/fold/load.h \
	src/run/index/fold/refresh.c \
	src/run/index/fold/row.c \
	src/run/index/fold/row.h \
	src/run/index/fold/second_write.c \
	src/run/index/fold/second_write.h \
	src/run/index/fold/session.c \
	src/run/index/fold/signed_write.c \
	src/run/index/fold/signed_write.h \
	src/run/index/fold/stats.c \
	src/run/index/fold/stats.h \
	src/run/index/fold/turn.c \
	src/run/index/fold/turn.h

# index/build/: the whole index at once
libvasculum_a_SOURCES += \
	src/run/index/build/batch.c \
	src/run/index/build/batch.h \
	src/run/index/build/build.c \
	src/run/index/build/build.h \
	src/run/index/build/catalogue.c \
	src/run/index/build/catalogue.h \
	src/run/index/build/draft.c \
	src/run/index/build/draft.h \
	src/run/index/build/lock.c \
	src/run/index/build/lock.h \
	src/run/index/build/stage.c \
	src/run/index/build/stage.h

# index/follow/: opening it, and keeping up with the run
libvasculum_a_SOURCES += \
	src/run/index/follow/facts.c \
	src/run/index/follow/facts.h \
	src/run/index/follow/index.c \
	src/run/index/follow/late.c \
	src/run/index/follow/late.h \
	src/run/index/follow/reach.c \
	src/run/index/follow/renew.c

# index/ask/: questions
libvasculum_a_SOURCES += \
	src/run/index/ask/acts.c \
	src/run/index/ask/column.c \
	src/run/index/ask/count.c \
	src/run/index/ask/count.h \
	src/run/index/ask/counts.c \
	src/run/index/ask/filter.c \
	src/run/index/ask/filter_sql.h \
	src/run/index/ask/lookup.c \
	src/run/index/ask/lookup.h \
	src/run/index/ask/moment.c \
	src/run/index/ask/numbers.c \
	src/run/index/ask/rank.c \
	src/run/index/ask/records.c \
	src/run/index/ask/rows.c \
	src/run/index/ask/signed.c \
	src/run/index/ask/specimen.c \
	src/run/index/ask/text.c

# intake/: what comes into a run
libvasculum_a_SOURCES += \
	src/run/intake/address.c src/run/intake/address.h \
	src/run/intake/charset.c src/run/intake/charset.h \
	src/run/intake/images.c src/run/intake/images.h \
	src/run/intake/import.c src/run/intake/import.h \
	src/run/intake/kind.c src/run/intake/kind.h \
	src/run/intake/records.c src/run/intake/records.h \
	src/run/intake/scan.c src/run/intake/scan.h \
	src/run/intake/scan_list.c \
	src/run/intake/scan_tree.c \
	src/run/intake/utf16.c src/run/intake/utf16.h \
	src/run/intake/worklist.c src/run/intake/worklist.h

# tables/: tables taken in; column/, what their columns are
libvasculum_a_SOURCES += \
	src/run/tables/column/cells.c src/run/tables/column/cells.h \
	src/run/tables/column/heading.c src/run/tables/column/heading.h \
	src/run/tables/column/preset.c src/run/tables/column/preset.h \
	src/run/tables/column/settle.c src/run/tables/column/settle.h

libvasculum_a_SOURCES += \
	src/run/tables/head_line.c src/run/tables/head_line.h \
	src/run/tables/namings.c src/run/tables/namings.h \
	src/run/tables/objects.c src/run/tables/objects.h \
	src/run/tables/package.c src/run/tables/package.h \
	src/run/tables/row.c src/run/tables/row.h \
	src/run/tables/rows.c src/run/tables/rows.h \
	src/run/tables/sheets.c src/run/tables/sheets.h \
	src/run/tables/tables.c src/run/tables/tables.h \
	src/run/tables/tally.c src/run/tables/tally.h

# journal/: append-only files, their lines and locks
libvasculum_a_SOURCES += \
	src/run/journal/act.c src/run/journal/act.h \
	src/run/journal/event.c src/run/journal/event.h \
	src/run/journal/filesystem.c src/run/journal/filesystem.h \
	src/run/journal/journal.h \
	src/run/journal/lines.c src/run/journal/lines.h \
	src/run/journal/lock.c src/run/journal/lock.h \
	src/run/journal/lock_owner.c src/run/journal/lock_owner.h \
	src/run/journal/ops.h \
	src/run/journal/outcome.c src/run/journal/outcome.h \
	src/run/journal/outcome_batch.c src/run/journal/outcome_batch.h \
	src/run/journal/outcome_head.c \
	src/run/journal/outcome_read.c \
	src/run/journal/reader.c

# journal/write/: the writing end
libvasculum_a_SOURCES += \
	src/run/journal/write/doubt.c src/run/journal/write/doubt.h \
	src/run/journal/write/file.c src/run/journal/write/file.h \
	src/run/journal/write/hold.c src/run/journal/write/hold.h \
	src/run/journal/write/journal.c \
	src/run/journal/write/ops.c

# rescue/: outcomes that could not be journaled, kept and taken in
libvasculum_a_SOURCES += \
	src/run/rescue/line_set.c src/run/rescue/line_set.h \
	src/run/rescue/rescue.c src/run/rescue/rescue.h

# record/: what acts make of an extraction
libvasculum_a_SOURCES += \
	src/run/record/alike.c src/run/record/alike.h \
	src/run/record/alike_memory.c src/run/record/alike_memory.h \
	src/run/record/pin.c src/run/record/pin.h \
	src/run/record/proposal.c src/run/record/proposal.h \
	src/run/record/readings.c src/run/record/readings.h \
	src/run/record/replay.c src/run/record/replay.h \
	src/run/record/second.c src/run/record/second.h \
	src/run/record/seen.c src/run/record/seen.h \
	src/run/record/specimen.c src/run/record/specimen.h \
	src/run/record/standing.c src/run/record/standing.h

# run/: the run directory and its settings
libvasculum_a_SOURCES += \
	src/run/run/discard.c src/run/run/discard.h \
	src/run/run/guard.c src/run/run/guard.h \
	src/run/run/run.c src/run/run/run.h \
	src/run/run/settings.c src/run/run/settings.h

# store/: the thread that writes
libvasculum_a_SOURCES += \
	src/run/store/commit.c \
	src/run/store/curated.c src/run/store/curated.h \
	src/run/store/fold.c \
	src/run/store/rescue.c \
	src/run/store/store.c src/run/store/store.h \
	src/run/store/task.c \
	src/run/store/thread.c src/run/store/thread.h \
	src/run/store/watch.c src/run/store/watch.h

unit_tests += tests/unit/run/test_act
tests_unit_run_test_act_LDADD = $(test_libs)
# What the tests of histories share.
history_sources = tests/kit/history.c tests/kit/history.h

unit_tests += tests/unit/run/test_proposal
tests_unit_run_test_proposal_SOURCES = tests/unit/run/test_proposal.c $(history_sources)
tests_unit_run_test_proposal_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_replay
tests_unit_run_test_replay_SOURCES = tests/unit/run/test_replay.c $(history_sources)
tests_unit_run_test_replay_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_sheet_code
tests_unit_run_test_sheet_code_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_evidence
tests_unit_run_test_evidence_LDADD = $(test_libs)
fuzz_targets += tests/fuzz/fuzz_evidence
tests_fuzz_fuzz_evidence_SOURCES = tests/fuzz/fuzz_evidence.c $(fuzz_main)
tests_fuzz_fuzz_evidence_LDADD = $(core_libs)
tests_fuzz_fuzz_evidence_LDFLAGS = $(AM_LDFLAGS) $(fuzz_ldflags)
unit_tests += tests/unit/run/test_index
tests_unit_run_test_index_SOURCES = tests/unit/run/test_index.c $(history_sources) \
	$(scratch_sources)
tests_unit_run_test_index_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_index_facts
tests_unit_run_test_index_facts_SOURCES = tests/unit/run/test_index_facts.c \
	$(history_sources) $(scratch_sources)
tests_unit_run_test_index_facts_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_index_run
tests_unit_run_test_index_run_SOURCES = tests/unit/run/test_index_run.c \
	$(history_sources) $(scratch_sources)
tests_unit_run_test_index_run_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_group
tests_unit_run_test_group_SOURCES = tests/unit/run/test_group.c \
	$(history_sources) $(scratch_sources)
tests_unit_run_test_group_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_settings
tests_unit_run_test_settings_LDADD = $(test_libs)

# What the tests of files share.
scratch_sources = tests/kit/scratch.c tests/kit/scratch.h

unit_tests += tests/unit/run/test_event
tests_unit_run_test_event_SOURCES = tests/unit/run/test_event.c $(scratch_sources)
tests_unit_run_test_event_LDADD = $(test_libs)
journal_kit = tests/kit/journal_kit.c tests/kit/journal_kit.h \
	$(scratch_sources)
unit_tests += tests/unit/run/test_batches
tests_unit_run_test_batches_SOURCES = tests/unit/run/test_batches.c $(journal_kit)
tests_unit_run_test_batches_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_records
tests_unit_run_test_records_SOURCES = tests/unit/run/test_records.c \
	tests/kit/history.c tests/kit/history.h $(journal_kit)
tests_unit_run_test_records_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_image_cache
tests_unit_run_test_image_cache_SOURCES = tests/unit/run/test_image_cache.c \
	$(scratch_sources)
tests_unit_run_test_image_cache_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_journal
tests_unit_run_test_journal_SOURCES = tests/unit/run/test_journal.c $(journal_kit)
tests_unit_run_test_journal_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_journal_crash
tests_unit_run_test_journal_crash_SOURCES = tests/unit/run/test_journal_crash.c \
	$(journal_kit)
tests_unit_run_test_journal_crash_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_journal_reader
tests_unit_run_test_journal_reader_SOURCES = tests/unit/run/test_journal_reader.c \
	$(journal_kit)
tests_unit_run_test_journal_reader_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_rescue
tests_unit_run_test_rescue_SOURCES = tests/unit/run/test_rescue.c $(journal_kit)
tests_unit_run_test_rescue_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_outcome
tests_unit_run_test_outcome_SOURCES = tests/unit/run/test_outcome.c $(scratch_sources)
tests_unit_run_test_outcome_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_run
tests_unit_run_test_run_SOURCES = tests/unit/run/test_run.c $(scratch_sources)
tests_unit_run_test_run_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_scan
tests_unit_run_test_scan_SOURCES = tests/unit/run/test_scan.c $(scratch_sources)
tests_unit_run_test_scan_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_watch
tests_unit_run_test_watch_SOURCES = tests/unit/run/test_watch.c $(scratch_sources)
tests_unit_run_test_watch_LDADD = $(test_libs)
store_kit = tests/kit/store_kit.c tests/kit/store_kit.h $(scratch_sources)
unit_tests += tests/unit/run/test_store
tests_unit_run_test_store_SOURCES = tests/unit/run/test_store.c $(store_kit)
tests_unit_run_test_store_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_store_task
tests_unit_run_test_store_task_SOURCES = tests/unit/run/test_store_task.c \
	tests/kit/journal_kit.c tests/kit/journal_kit.h $(store_kit)
tests_unit_run_test_store_task_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_import
tests_unit_run_test_import_SOURCES = tests/unit/run/test_import.c $(scratch_sources)
tests_unit_run_test_import_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_tables
tests_unit_run_test_tables_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_worklist
tests_unit_run_test_worklist_SOURCES = tests/unit/run/test_worklist.c $(scratch_sources)
tests_unit_run_test_worklist_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_facts_cache
tests_unit_run_test_facts_cache_SOURCES = tests/unit/run/test_facts_cache.c \
	$(scratch_sources)
tests_unit_run_test_facts_cache_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_gbif_cache
tests_unit_run_test_gbif_cache_SOURCES = tests/unit/run/test_gbif_cache.c \
	$(scratch_sources)
tests_unit_run_test_gbif_cache_LDADD = $(test_libs)
unit_tests += tests/unit/run/test_label_cache
tests_unit_run_test_label_cache_SOURCES = tests/unit/run/test_label_cache.c \
	$(scratch_sources)
tests_unit_run_test_label_cache_LDADD = $(test_libs)

fuzz_targets += tests/fuzz/fuzz_intake
tests_fuzz_fuzz_intake_SOURCES = tests/fuzz/fuzz_intake.c $(fuzz_main)
tests_fuzz_fuzz_intake_LDADD = $(core_libs)
tests_fuzz_fuzz_intake_LDFLAGS = $(fuzz_ldflags)
fuzz_targets += tests/fuzz/fuzz_journal
tests_fuzz_fuzz_journal_SOURCES = tests/fuzz/fuzz_journal.c $(fuzz_main)
tests_fuzz_fuzz_journal_LDADD = $(core_libs)
tests_fuzz_fuzz_journal_LDFLAGS = $(fuzz_ldflags)
fuzz_targets += tests/fuzz/fuzz_tables
tests_fuzz_fuzz_tables_SOURCES = tests/fuzz/fuzz_tables.c $(fuzz_main)
tests_fuzz_fuzz_tables_LDADD = $(core_libs)
tests_fuzz_fuzz_tables_LDFLAGS = $(fuzz_ldflags)
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
