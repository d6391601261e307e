# ui/room.mk: the console, its sources and tests
libconsole_a_SOURCES += ui/console.h
# What the terminal can do, and the pictures in it.
libconsole_a_SOURCES += \
	ui/probe.h \
	ui/picture.h
