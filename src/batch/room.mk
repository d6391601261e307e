# src/batch/room.mk: sheets that are asked about in a provider's batch

libvasculum_a_SOURCES += \
	src/batch/borrow.c src/batch/borrow.h \
	src/batch/client.c src/batch/client.h \
	src/batch/failed.c src/batch/failed.h \
	src/batch/kept.c src/batch/kept.h \
	src/batch/remarks.c src/batch/remarks.h \
	src/batch/session.c src/batch/session.h \
	src/batch/survey.c src/batch/survey.h \
	src/batch/told.c src/batch/told.h

# which sheets go into which batch, and for how much

libvasculum_a_SOURCES += \
	src/batch/plan/chunk.c src/batch/plan/chunk.h \
	src/batch/plan/chunk_file.c src/batch/plan/chunk_file.h \
	src/batch/plan/money.c src/batch/plan/money.h \
	src/batch/plan/plan.c src/batch/plan/plan.h \
	src/batch/plan/sheets.c src/batch/plan/sheets.h

# chunks on their way to a server, and what became of them

libvasculum_a_SOURCES += \
	src/batch/send/batcher.c src/batch/send/batcher.h \
	src/batch/send/blame.c src/batch/send/blame.h \
	src/batch/send/cancel.c src/batch/send/cancel.h \
	src/batch/send/deliver.c src/batch/send/deliver.h \
	src/batch/send/delivery.c src/batch/send/delivery.h \
	src/batch/send/delivery_heal.c \
	src/batch/send/heal.c src/batch/send/heal.h \
	src/batch/send/limit.c src/batch/send/limit.h \
	src/batch/send/look.c src/batch/send/look.h \
	src/batch/send/settle.c src/batch/send/settle.h \
	src/batch/send/submit.c src/batch/send/submit.h \
	src/batch/send/submit_begun.c src/batch/send/submit_fill.c \
	src/batch/send/submit_open.c src/batch/send/submitting.h

unit_tests += tests/unit/batch/test_heal
tests_unit_batch_test_heal_LDADD = $(test_libs)
unit_tests += tests/unit/batch/test_borrow
tests_unit_batch_test_borrow_SOURCES = tests/unit/batch/test_borrow.c \
	$(scratch_sources)
tests_unit_batch_test_borrow_LDADD = $(test_libs)
unit_tests += tests/unit/batch/test_plan
tests_unit_batch_test_plan_LDADD = $(test_libs)
unit_tests += tests/unit/batch/test_money
tests_unit_batch_test_money_SOURCES = tests/unit/batch/test_money.c \
	$(history_sources) $(scratch_sources)
tests_unit_batch_test_money_LDADD = $(test_libs)
unit_tests += tests/unit/batch/test_remarks
tests_unit_batch_test_remarks_LDADD = $(test_libs)
unit_tests += tests/unit/batch/test_told
tests_unit_batch_test_told_LDADD = $(test_libs)
unit_tests += tests/unit/batch/test_chunk
tests_unit_batch_test_chunk_SOURCES = tests/unit/batch/test_chunk.c \
	$(scratch_sources)
tests_unit_batch_test_chunk_LDADD = $(test_libs)
unit_tests += tests/unit/batch/test_blame
tests_unit_batch_test_blame_SOURCES = tests/unit/batch/test_blame.c \
	$(store_kit)
tests_unit_batch_test_blame_LDADD = $(test_libs)

# what comes back: how batches stand at their servers, and their results

libvasculum_a_SOURCES += \
	src/batch/fetch/fetch.c src/batch/fetch/fetch.h \
	src/batch/fetch/fetch_file.c \
	src/batch/fetch/fetch_pages.c \
	src/batch/fetch/fetching.c src/batch/fetch/fetching.h \
	src/batch/fetch/poll.c src/batch/fetch/poll.h

# results into raw.jsonl, and what they have cost

libvasculum_a_SOURCES += \
	src/batch/collect/bill.c src/batch/collect/bill.h \
	src/batch/collect/collect.c src/batch/collect/collect.h \
	src/batch/collect/row.c src/batch/collect/row.h \
	src/batch/collect/rows.c src/batch/collect/rows.h \
	src/batch/collect/there.c src/batch/collect/there.h

# batches of the earlier pipeline

libvasculum_a_SOURCES += \
	src/batch/adopt/adopt.c src/batch/adopt/adopt.h \
	src/batch/adopt/folder.c src/batch/adopt/folder.h

# all of that for the batches of a run, once or as long as a console is open

libvasculum_a_SOURCES += \
	src/batch/take/keeper.c src/batch/take/keeper.h \
	src/batch/take/round.c src/batch/take/round.h \
	src/batch/take/turn.c src/batch/take/turn.h

unit_tests += tests/unit/batch/test_collect
tests_unit_batch_test_collect_SOURCES = tests/unit/batch/test_collect.c \
	$(store_kit)
tests_unit_batch_test_collect_LDADD = $(test_libs)

bench_programs += tests/bench/bench_collect
tests_bench_bench_collect_SOURCES = tests/bench/bench_collect.c
tests_bench_bench_collect_LDADD = $(core_libs)
