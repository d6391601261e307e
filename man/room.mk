# man/room.mk: the manual pages
