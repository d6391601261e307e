# src/review/room.mk: sources and unit tests of review/

libvasculum_a_SOURCES += \
	src/review/columns/bulk.c src/review/columns/bulk.h \
	src/review/columns/bulk_task.c src/review/columns/bulk_task.h \
	src/review/columns/cluster.c src/review/columns/cluster.h \
	src/review/columns/column.c src/review/columns/column.h \
	src/review/columns/columns.c src/review/columns/columns.h \
	src/review/columns/fill.c src/review/columns/fill.h \
	src/review/columns/fingerprint.c src/review/columns/fingerprint.h \
	src/review/columns/neighbour.c src/review/columns/neighbour.h \
	src/review/columns/replace.c src/review/columns/replace.h \
	src/review/draft.c src/review/draft.h \
	src/review/draw.c src/review/draw.h \
	src/review/keep/habits.c src/review/keep/habits.h \
	src/review/many.c src/review/many.h \
	src/review/preview/preview_render.c src/review/preview/preview_render.h \
	src/review/preview/preview.c src/review/preview/preview.h \
	src/review/preview/preview_cells.c src/review/preview/preview_cells.h \
	src/review/preview/preview_guess.c src/review/preview/preview_guess.h \
	src/review/preview/preview_key.c src/review/preview/preview_key.h \
	src/review/preview/preview_plan.c src/review/preview/preview_plan.h \
	src/review/preview/preview_reply.c src/review/preview/preview_reply.h \
	src/review/preview/rate.c src/review/preview/rate.h \
	src/review/preview/strips.c src/review/preview/strips.h \
	src/review/preview/strips_piece.c src/review/preview/strips_piece.h \
	src/review/record_look.c src/review/record_look.h \
	src/review/review.c src/review/review.h \
	src/review/review_act.c src/review/review_act.h \
	src/review/review_back.c src/review/review_bulk.c \
	src/review/review_edit.c src/review/review_mark.c \
	src/review/review_second.c src/review/review_sign.c \
	src/review/review_ways.h \
	src/review/review_work.c src/review/review_work.h \
	src/review/spool.c src/review/spool.h \
	src/review/preview/lru.c src/review/preview/lru.h

# answer/: the threads that answer the console
libvasculum_a_SOURCES += \
	src/review/answer/lists.c \
	src/review/answer/place.c \
	src/review/answer/query.c \
	src/review/answer/query.h \
	src/review/answer/records.c \
	src/review/answer/request.c \
	src/review/answer/request.h \
	src/review/answer/threads.h

# complete/: how what is being typed goes on
libvasculum_a_SOURCES += \
	src/review/complete/completion.c src/review/complete/completion.h

# suggest/: what a curator may want to put into a field
libvasculum_a_SOURCES += \
	src/review/suggest/along.c src/review/suggest/along.h \
	src/review/suggest/capitals.c \
	src/review/suggest/collectors.c \
	src/review/suggest/dates.c \
	src/review/suggest/from_image.c \
	src/review/suggest/from_signed.c \
	src/review/suggest/gather.c src/review/suggest/gather.h \
	src/review/suggest/label.c \
	src/review/suggest/matched.c \
	src/review/suggest/names.c \
	src/review/suggest/neighbours.c src/review/suggest/neighbours.h \
	src/review/suggest/pairs.c \
	src/review/suggest/people.c \
	src/review/suggest/pieces.c \
	src/review/suggest/places.c \
	src/review/suggest/readings.c \
	src/review/suggest/respelled.c \
	src/review/suggest/spelled.c \
	src/review/suggest/suggest.c src/review/suggest/suggest.h \
	src/review/suggest/suggestion.c src/review/suggest/suggestion.h \
	src/review/suggest/usage.c \
	src/review/suggest/weigh.c \
	src/review/suggest/whole.c

# signing/: rows of tables that somebody vouches for, as signed records
libvasculum_a_SOURCES += \
	src/review/signing/signing.c src/review/signing/signing.h

# team/: what the curators of a run tell each other and themselves
libvasculum_a_SOURCES += \
	src/review/team/account.c src/review/team/account.h \
	src/review/team/claims.c src/review/team/claims.h \
	src/review/team/effort.c src/review/team/effort.h \
	src/review/team/pace.c src/review/team/pace.h \
	src/review/team/spent.c src/review/team/spent.h \
	src/review/team/worth.c src/review/team/worth.h

unit_tests += tests/unit/review/test_preview
tests_unit_review_test_preview_SOURCES = tests/unit/review/test_preview.c \
	tests/kit/jpegs.c tests/kit/jpegs.h \
	tests/kit/previews.c tests/kit/previews.h
tests_unit_review_test_preview_LDADD = $(test_libs)

unit_tests += tests/unit/review/test_streams
tests_unit_review_test_streams_SOURCES = tests/unit/review/test_streams.c \
	tests/kit/jpegs.c tests/kit/jpegs.h \
	tests/kit/previews.c tests/kit/previews.h \
	tests/kit/scratch.c tests/kit/scratch.h \
	tests/kit/tiffs.c tests/kit/tiffs.h
tests_unit_review_test_streams_LDADD = $(test_libs)

unit_tests += tests/unit/review/test_along
tests_unit_review_test_along_SOURCES = tests/unit/review/test_along.c
tests_unit_review_test_along_LDADD = $(test_libs)

unit_tests += tests/unit/review/test_claims
tests_unit_review_test_claims_SOURCES = tests/unit/review/test_claims.c \
	$(scratch_sources)
tests_unit_review_test_claims_LDADD = $(test_libs)

unit_tests += tests/unit/review/test_pace
tests_unit_review_test_pace_SOURCES = tests/unit/review/test_pace.c \
	$(scratch_sources)
tests_unit_review_test_pace_LDADD = $(test_libs)

unit_tests += tests/unit/review/test_stats
tests_unit_review_test_stats_SOURCES = tests/unit/review/test_stats.c \
	$(history_sources) $(scratch_sources)
tests_unit_review_test_stats_LDADD = $(test_libs)

unit_tests += tests/unit/review/test_record_look
tests_unit_review_test_record_look_SOURCES = \
	tests/unit/review/test_record_look.c \
	$(history_sources) $(scratch_sources)
tests_unit_review_test_record_look_LDADD = $(test_libs)

unit_tests += tests/unit/review/test_review
tests_unit_review_test_review_SOURCES = tests/unit/review/test_review.c \
	$(history_sources) $(scratch_sources)
tests_unit_review_test_review_LDADD = $(test_libs)
unit_tests += tests/unit/review/test_habits
tests_unit_review_test_habits_SOURCES = tests/unit/review/test_habits.c $(scratch_sources)
tests_unit_review_test_habits_LDADD = $(test_libs)
unit_tests += tests/unit/review/test_draft
tests_unit_review_test_draft_SOURCES = tests/unit/review/test_draft.c $(scratch_sources)
tests_unit_review_test_draft_LDADD = $(test_libs)

unit_tests += tests/unit/review/test_suggest
tests_unit_review_test_suggest_SOURCES = tests/unit/review/test_suggest.c \
	$(history_sources) $(page_sources) $(scratch_sources)
tests_unit_review_test_suggest_LDADD = $(test_libs)
unit_tests += tests/unit/review/test_weigh
tests_unit_review_test_weigh_LDADD = $(test_libs)
desk_kit = tests/kit/desk.c tests/kit/desk.h $(history_sources) \
	$(scratch_sources)
unit_tests += tests/unit/review/test_bulk
tests_unit_review_test_bulk_SOURCES = tests/unit/review/test_bulk.c $(desk_kit)
tests_unit_review_test_bulk_LDADD = $(test_libs)
unit_tests += tests/unit/review/test_many
tests_unit_review_test_many_SOURCES = tests/unit/review/test_many.c $(desk_kit)
tests_unit_review_test_many_LDADD = $(test_libs)
unit_tests += tests/unit/review/test_interleave
tests_unit_review_test_interleave_SOURCES = tests/unit/review/test_interleave.c \
	$(history_sources) $(scratch_sources)
tests_unit_review_test_interleave_LDADD = $(test_libs)
unit_tests += tests/unit/review/test_query
tests_unit_review_test_query_SOURCES = tests/unit/review/test_query.c \
	$(history_sources) $(scratch_sources)
tests_unit_review_test_query_LDADD = $(test_libs)
unit_tests += tests/unit/review/test_columns
tests_unit_review_test_columns_LDADD = $(test_libs)

# What the words of sheets are offered as.
check_PROGRAMS += tests/tools/suggest_facts
tests_tools_suggest_facts_SOURCES = tests/tools/suggest_facts.c
tests_tools_suggest_facts_LDADD = $(core_libs)

bench_programs += tests/bench/bench_suggest
tests_bench_bench_suggest_SOURCES = tests/bench/bench_suggest.c
tests_bench_bench_suggest_LDADD = $(core_libs)
bench_programs += tests/bench/bench_million
million_sources = tests/bench/million_run.c tests/bench/million_run.h
tests_bench_bench_million_SOURCES = tests/bench/bench_million.c \
	$(million_sources)
tests_bench_bench_million_LDADD = $(core_libs)
bench_programs += tests/bench/bench_bulk
tests_bench_bench_bulk_SOURCES = tests/bench/bench_bulk.c $(million_sources)
tests_bench_bench_bulk_LDADD = $(core_libs)
bench_programs += tests/bench/bench_fold
tests_bench_bench_fold_SOURCES = tests/bench/bench_fold.c $(million_sources)
tests_bench_bench_fold_LDADD = $(core_libs)
bench_programs += tests/bench/bench_preview
tests_bench_bench_preview_SOURCES = tests/bench/bench_preview.c
tests_bench_bench_preview_LDADD = $(core_libs)
bench_scripts += tests/bench/preview.sh
