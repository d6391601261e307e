# src/engine/room.mk: sources and unit tests of engine/
libvasculum_a_SOURCES += \
	src/engine/engine.h
