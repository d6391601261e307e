# src/report/room.mk: a run as one page, for who has five minutes

libvasculum_a_SOURCES += \
	src/report/json.c src/report/json.h \
	src/report/share.c src/report/share.h \
	src/report/spend.c src/report/spend.h \
	src/report/standing.c src/report/standing.h \
	src/report/summary.c src/report/summary.h

# page/: what is shown of it
libvasculum_a_SOURCES += \
	src/report/page/html.c src/report/page/html.h \
	src/report/page/page.c src/report/page/page.h \
	src/report/page/part.c src/report/page/part.h \
	src/report/page/part_doubt.c \
	src/report/page/part_fields.c \
	src/report/page/part_glance.c \
	src/report/page/part_readings.c \
	src/report/page/part_words.c \
	src/report/page/part_work.c \
	src/report/page/periods.c src/report/page/periods.h \
	src/report/page/svg.c src/report/page/svg.h

unit_tests += tests/unit/report/test_report
tests_unit_report_test_report_SOURCES = tests/unit/report/test_report.c \
	$(history_sources) $(scratch_sources)
tests_unit_report_test_report_LDADD = $(test_libs)
