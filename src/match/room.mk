# src/match/room.mk: sources and unit tests of match/

libvasculum_a_SOURCES += \
	src/match/candidates.c src/match/candidates.h \
	src/match/finding.c src/match/finding.h \
	src/match/matcher.c src/match/matcher.h \
	src/match/matching.c src/match/matching.h \
	src/match/question.c src/match/question.h \
	src/match/survey.c src/match/survey.h \
	src/match/view.c src/match/view.h \
	src/match/walk.c src/match/walk.h

unit_tests += tests/unit/match/test_finding
tests_unit_match_test_finding_LDADD = $(test_libs)
unit_tests += tests/unit/match/test_matcher
tests_unit_match_test_matcher_SOURCES = tests/unit/match/test_matcher.c \
	$(scratch_sources)
tests_unit_match_test_matcher_LDADD = $(test_libs)

fuzz_targets += tests/fuzz/fuzz_gbif
tests_fuzz_fuzz_gbif_SOURCES = tests/fuzz/fuzz_gbif.c $(fuzz_main)
tests_fuzz_fuzz_gbif_LDADD = $(core_libs)
tests_fuzz_fuzz_gbif_LDFLAGS = $(fuzz_ldflags)
