# src/review/room.mk: sources and unit tests of review/
libvasculum_a_SOURCES += \
	src/review/query.c src/review/query.h \
	src/review/review.c src/review/review.h \
	src/review/review_act.c src/review/review_act.h \
	src/review/draft.c src/review/draft.h \
	src/review/preview.h

# The preview thread.
libvasculum_a_SOURCES += \
	src/review/preview.c \
	src/review/gallery.c src/review/gallery.h \
	src/review/preview_reply.c src/review/preview_reply.h \
	src/review/shelf.c src/review/shelf.h

unit_tests += tests/unit/test_preview
tests_unit_test_preview_SOURCES = tests/unit/test_preview.c \
	tests/unit/jpegs.c tests/unit/jpegs.h
tests_unit_test_preview_LDADD = $(test_libs)

unit_tests += tests/unit/test_review
tests_unit_test_review_SOURCES = tests/unit/test_review.c \
	$(history_sources) $(scratch_sources)
tests_unit_test_review_LDADD = $(test_libs)
unit_tests += tests/unit/test_draft
tests_unit_test_draft_SOURCES = tests/unit/test_draft.c $(scratch_sources)
tests_unit_test_draft_LDADD = $(test_libs)

bench_programs += tests/bench/bench_preview
tests_bench_bench_preview_SOURCES = tests/bench/bench_preview.c
tests_bench_bench_preview_LDADD = $(core_libs)
bench_scripts += tests/bench/preview.sh
