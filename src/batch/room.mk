# src/batch/room.mk: sheets that are asked about in a provider's batch

libvasculum_a_SOURCES += \
	src/batch/client.c src/batch/client.h \
	src/batch/session.c src/batch/session.h
