# src/dwc/room.mk: sources and unit tests of dwc/
libvasculum_a_SOURCES += \
	src/dwc/term.c src/dwc/term.h src/dwc/term_lore.h \
	src/dwc/record.c src/dwc/record_json.c src/dwc/record.h \
	src/dwc/date.c src/dwc/date.h \
	src/dwc/date_day.c src/dwc/date_day.h \
	src/dwc/date_lex.c src/dwc/date_lex.h \
	src/dwc/phrase.c src/dwc/phrase.h \
	src/dwc/place.c src/dwc/place.h \
	src/dwc/place_table.c src/dwc/place_table.h \
	src/dwc/wordlist.c src/dwc/wordlist.h \
	src/dwc/vocabulary.c src/dwc/vocabulary.h \
	src/dwc/verdict.c src/dwc/verdict.h src/dwc/validate.h \
	src/dwc/validate_text.c \
	src/dwc/validate_name.c \
	src/dwc/validate_person.c \
	src/dwc/validate_date.c \
	src/dwc/validate_number.c \
	src/dwc/validate_place.c \
	src/dwc/quality.c src/dwc/quality.h

unit_tests += \
	tests/unit/test_term \
	tests/unit/test_record \
	tests/unit/test_date \
	tests/unit/test_place \
	tests/unit/test_verdict \
	tests/unit/test_quality
tests_unit_test_term_LDADD = $(test_libs)
tests_unit_test_record_LDADD = $(test_libs)
tests_unit_test_date_LDADD = $(test_libs)
tests_unit_test_place_LDADD = $(test_libs)
tests_unit_test_verdict_LDADD = $(test_libs)
tests_unit_test_quality_LDADD = $(test_libs)
