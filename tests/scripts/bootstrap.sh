#!/bin/sh
# bootstrap.sh: what ./bootstrap would install, on systems that are played:
# a directory of commands stands for each, and a copy of the script runs with
# nothing else in its PATH. deps is what building needs, check what tests
# need, too; nothing is installed without root and sudo, or with --no-install.
set -u
top=$(cd "${top_srcdir:-.}" && pwd)
. "$(dirname "$0")/tidy_lib"
tidy_dir dir bootstrap
failed=0

complain()
{
	echo "bootstrap: $*"
	failed=1
}

# system NAME COMMAND...: of these, apart from those that all have, each notes
# how it was called; the package tools know make alone as installed.
system()
{
	bin=$dir/$1
	mkdir "$bin" "$dir/$1-copy"
	cp "$top/bootstrap" "$dir/$1-copy/bootstrap"
	for tool in sh awk cat dirname env getconf grep sed tr; do
		ln -s "$(command -v $tool)" "$bin/$tool"
	done
	shift
	for tool in "$@"; do
		cat >"$bin/$tool" <<END_OF_TOOL
#!$(command -v sh)
case "$tool \$*" in
id*) echo \${PLAYED_ID:-0} ;;
dpkg-query*) echo 'ii  make make-guile (= 4)' ;;
rpm*\ make) ;;
rpm*) exit 1 ;;
sudo*) echo "$tool \$*" >>"$dir/log"; exec "\$@" ;;
*) echo "$tool \$*" >>"$dir/log" ;;
esac
END_OF_TOOL
		chmod +x "$bin/$tool"
	done
}

# play CODE ID SYSTEM ARG...
play()
{
	code=$1 id=$2 name=$3
	shift 3
	: >"$dir/log"
	PATH=$dir/$name PLAYED_ID=$id "$dir/$name-copy/bootstrap" "$@" \
		>"$dir/said" 2>&1 </dev/null
	got=$?
	[ $got -eq "$code" ] ||
		complain "exit $got, not $code: $name $*: $(cat "$dir/said")"
}

installs()
{
	grep -q "$1" "$dir/log" || complain "does not call: $1"
}

installs_not()
{
	! grep -q "$1" "$dir/log" || complain "calls: $(cat "$dir/log")"
}

says()
{
	grep -q -- "$1" "$dir/said" ||
		complain "does not say '$1': $(cat "$dir/said")"
}

system debian id dpkg-query apt-get autoreconf make
system sudo id dpkg-query apt-get autoreconf make sudo
system fedora id rpm dnf autoreconf make
system other id autoreconf make

play 0 0 debian deps
installs '^apt-get .*install .* ca-certificates'
installs_not 'install.* make '
installs_not cmocka
play 0 1000 sudo deps
installs '^sudo env .*apt-get .*install .*libjansson-dev'
play 1 1000 debian deps
installs_not install
says 'apt-get install gcc .*libjansson-dev'
play 1 1000 debian check
says 'apt-get install gcc .*libjansson-dev.*libcmocka-dev'
says '--no-install'

play 0 0 fedora deps
installs '^dnf .*install .*jansson-devel'
installs_not 'install.* make '
installs_not cmocka
play 1 1000 fedora check
installs_not install
says 'dnf install gcc .*jansson-devel.*libcmocka-devel'

play 0 1000 other deps
says 'libjansson-dev'
says 'jansson-devel'

# A configure script of its own, which says what the real one needs.
for name in debian other; do
	printf '#!/bin/sh\n: >Makefile\n: >config.status\n' \
		>"$dir/$name-copy/configure"
	chmod +x "$dir/$name-copy/configure"
done
play 0 1000 debian check --no-install
installs_not install
installs '^make .*check$'
play 0 0 debian check
installs '^apt-get .*install .*libcmocka-dev'
installs '^make .*check$'

play 2 0 debian
says 'bootstrap deps '
play 2 0 debian check --soon
play 2 0 debian deps --no-install
installs_not install

exit $failed
