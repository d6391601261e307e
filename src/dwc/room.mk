# src/dwc/room.mk: sources and unit tests of dwc/
libvasculum_a_SOURCES += \
	src/dwc/term.c src/dwc/term.h \
	src/dwc/record.c src/dwc/record_json.c src/dwc/record.h \
	src/dwc/date.c src/dwc/date_lex.c src/dwc/date_lex.h src/dwc/date.h \
	src/dwc/place.c src/dwc/place.h \
	src/dwc/verdict.h \
	src/dwc/quality.h

unit_tests += \
	tests/unit/test_term \
	tests/unit/test_record \
	tests/unit/test_date \
	tests/unit/test_place
tests_unit_test_term_LDADD = $(test_libs)
tests_unit_test_record_LDADD = $(test_libs)
tests_unit_test_date_LDADD = $(test_libs)
tests_unit_test_place_LDADD = $(test_libs)
