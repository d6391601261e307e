# src/run/room.mk: sources and unit tests of run/
libvasculum_a_SOURCES += \
	src/run/run.h \
	src/run/journal.h \
	src/run/act.c src/run/act.h \
	src/run/event.h \
	src/run/worklist.h \
	src/run/specimen.c src/run/specimen.h \
	src/run/index.h \
	src/run/store.h \
	src/run/outcome.h \
	src/run/replay.h \
	src/run/curated.h

unit_tests += \
	tests/unit/test_act
tests_unit_test_act_LDADD = $(test_libs)
libvasculum_a_SOURCES += src/run/settings.c src/run/settings.h
unit_tests += tests/unit/test_settings
tests_unit_test_settings_LDADD = $(test_libs)
