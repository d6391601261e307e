# src/run/room.mk: sources and unit tests of run/
libvasculum_a_SOURCES += \
	src/run/run.h \
	src/run/journal.h \
	src/run/act.h \
	src/run/event.h \
	src/run/worklist.h \
	src/run/specimen.h \
	src/run/index.h \
	src/run/store.h \
	src/run/outcome.h
