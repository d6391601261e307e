# ui/room.mk: the console, its sources and tests
libconsole_a_SOURCES += ui/console.h
