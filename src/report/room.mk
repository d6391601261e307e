# src/report/room.mk: a run as one page, for who has five minutes

libvasculum_a_SOURCES += \
	src/report/spend.c src/report/spend.h \
	src/report/standing.c src/report/standing.h
