# plants.awk: draw a pressed plant, a colour chart or a root as MVG polygons.
#
# usage: awk -f plants.awk -v seed=N -v kind=NAME -v x=X -v y=Y -v scale=S
#
# Everything is made of one shape, the ribbon: a strip along a bending
# centre line whose width follows a profile.  A stem, a blade, a lobed leaf, a
# petal and a root differ in their profile and colour alone.  Random numbers
# are our own (Park and Miller), for every awk has another rand().

function rnd()
{
	seed = (seed * 16807) % 2147483647
	return seed / 2147483647
}

function rr(a, b) { return a + (b - a) * rnd() }

function min(a, b) { return a < b ? a : b }

# A colour "r g b", each part moved by up to +-spread together and by a
# third of that on its own: pressed plants are uneven, not gaudy.
function tint(rgb, spread,    p, d, i, s)
{
	split(rgb, p, " ")
	d = rr(-spread, spread)
	for (i = 1; i <= 3; i++) {
		s = int(p[i] + d + rr(-spread, spread) / 3)
		p[i] = s < 0 ? 0 : s > 255 ? 255 : s
	}
	return sprintf("rgb(%d,%d,%d)", p[1], p[2], p[3])
}

function profile(name, t,    s)
{
	if (name == "stem")
		return 1 - 0.55 * t
	if (name == "root")
		return (1 - t) ^ 0.7
	if (name == "blade")
		return min(1, 0.5 + 4 * t) * (1 - t) ^ 0.55
	if (name == "petal")
		return sin(PI * t ^ 0.7) ^ 0.6
	if (name == "round")
		return sin(PI * t) ^ 0.5
	s = sin(PI * t ^ 0.75)
	if (name == "leaf")
		return s
	if (name == "serrate")
		return s * (0.9 + 0.16 * ((t * 14) % 1))
	if (name == "lobed")
		return s * (0.3 + 0.75 * (1 - ((t * 5.5) % 1)) ^ 1.3)
	if (name == "pinna")
		return (1 - t) ^ 0.8 * (0.35 + 0.65 * (1 - ((t * 13) % 1)) ^ 0.7)
	return s
}

# Draw a ribbon from (x, y) at angle a (degrees, 0 right, -90 up), bending by
# `bend` degrees over its length.  Leaves its centre line in cx, cy, ca[0..cn].
function ribbon(x, y, a, len, bend, wid, prof, fill, n,    i, t, w, l, r, wob)
{
	n = n ? n : 18
	l = r = ""
	wob = rr(-8, 8)
	for (i = 0; i <= n; i++) {
		t = i / n
		cx[i] = x; cy[i] = y
		ca[i] = a + bend * t + wob * sin(2 * PI * t)
		w = wid / 2 * profile(prof, t)
		l = l sprintf("%.1f,%.1f ", x - w * sin(ca[i] * RAD) * -1,
			      y - w * cos(ca[i] * RAD))
		r = sprintf("%.1f,%.1f ", x + w * sin(ca[i] * RAD) * -1,
			    y + w * cos(ca[i] * RAD)) r
		x += len / n * cos(ca[i] * RAD)
		y += len / n * sin(ca[i] * RAD)
	}
	cn = n
	printf "fill '%s' polygon %s%s\n", fill, l, r
}

# A leaf: the ribbon and its midrib; keeps the caller's centre line.
function leaf(x, y, a, len, wid, prof, rgb, n,    i, kx, ky, ka, kn, b)
{
	for (i = 0; i <= cn; i++) {
		kx[i] = cx[i]; ky[i] = cy[i]; ka[i] = ca[i]
	}
	kn = cn
	b = rr(-25, 25)
	ribbon(x, y, a, len, b, wid, prof, tint(rgb, 16), n)
	midrib(len, rgb)
	for (i = 0; i <= kn; i++) {
		cx[i] = kx[i]; cy[i] = ky[i]; ca[i] = ka[i]
	}
	cn = kn
}

function midrib(len, rgb,    i, p)
{
	split(rgb, p, " ")
	printf "fill none stroke 'rgba(%d,%d,%d,0.7)' stroke-width %.1f polyline",
	       p[1] - 35, p[2] - 35, p[3] - 30, (len > 90 ? 1.6 : 1)
	for (i = 0; i <= cn * 0.85; i++)
		printf " %.1f,%.1f", cx[i], cy[i]
	print "\nstroke none"
}

function roots(x, y, n, len,    i)
{
	for (i = 0; i < n; i++)
		ribbon(x + rr(-14, 14), y, rr(35, 145), len * rr(0.4, 1.1),
		       rr(-70, 70), rr(1.5, 4), "root", tint("120 98 66", 30))
}

# A spikelet ear along the current centre line from t0 on.
function ear(t0, size, rgb,    i, k, s)
{
	k = 0
	for (i = int(cn * t0); i <= cn; i++)
		for (s = -1; s <= 1; s += 2) {
			ex[k] = cx[i]; ey[k] = cy[i]
			ea[k++] = ca[i] + s * rr(18, 34)
		}
	for (i = 0; i < k; i++)
		ribbon(ex[i], ey[i], ea[i], size * rr(0.7, 1.1), rr(-20, 20),
		       size * 0.26, "leaf", tint(rgb, 22), 8)
}

function draw_grass(x, y, s,    i)
{
	roots(x, y, 34, 150 * s)
	for (i = 0; i < 30; i++)
		ribbon(x + rr(-26, 26) * s, y + rr(-8, 8), -90 + rr(-34, 34),
		       rr(240, 640) * s, rr(-50, 50), rr(5, 10) * s, "blade",
		       tint(i % 3 ? "138 142 88" : "186 170 112", 20))
	for (i = 0; i < 6; i++) {
		ribbon(x + rr(-16, 16) * s, y, -90 + rr(-20, 20),
		       rr(760, 960) * s, rr(-26, 26), 6 * s, "stem",
		       tint("158 150 96", 14), 60)
		ear(0.78, 30 * s, "176 166 104")
	}
}

function draw_sedge(x, y, s,    i)
{
	roots(x, y, 26, 110 * s)
	for (i = 0; i < 16; i++)
		ribbon(x + rr(-20, 20) * s, y, -90 + rr(-28, 28),
		       rr(300, 720) * s, rr(-70, 70), rr(6, 11) * s, "blade",
		       tint("122 132 84", 18))
	for (i = 0; i < 4; i++) {
		ribbon(x + rr(-10, 10) * s, y, -90 + rr(-16, 16),
		       rr(640, 800) * s, rr(-18, 18), 7 * s, "stem",
		       tint("140 142 92", 12), 60)
		ear(0.93, 26 * s, "112 84 52")
		ear(0.82 + 0.02 * i, 12 * s, "128 92 58")
	}
}

# A composite's head at (x, y): rays, then the disc in rings of florets.
function head(x, y, r, ray, disc,    i, n, a)
{
	n = int(rr(13, 21))
	for (i = 0; i < n; i++)
		ribbon(x + r * 0.3 * cos(i * 2 * PI / n),
		       y + r * 0.3 * sin(i * 2 * PI / n),
		       i * 360 / n + rr(-8, 8), r * rr(0.75, 1.05),
		       rr(-30, 30), r * 0.27, "petal", tint(ray, 20), 10)
	for (i = 0; i < 70; i++) {
		a = rnd() * 2 * PI
		printf "fill '%s' circle %.1f,%.1f %.1f,%.1f\n", tint(disc, 24),
		       x + r * 0.4 * sqrt(rnd()) * cos(a),
		       y + r * 0.4 * sqrt(rnd()) * sin(a),
		       x + r * 0.4 * sqrt(rnd()) * cos(a) + r * 0.05,
		       y + r * 0.4 * sqrt(rnd()) * sin(a)
	}
	for (i = 0; i < 46; i++) {
		a = rnd() * 2 * PI
		w = r * 0.42 * sqrt(rnd())
		printf "fill '%s' circle %.1f,%.1f %.1f,%.1f\n", tint(disc, 30),
		       x + w * cos(a), y + w * sin(a),
		       x + w * cos(a) + r * 0.07, y + w * sin(a)
	}
}

# A leafy stem with heads at the ends of its upper branches.
function draw_composite(x, y, s, shape, ray, disc,    i, j, k, m, bx, by, ba)
{
	roots(x, y, 20, 150 * s)
	ribbon(x, y, -90 + rr(-8, 8), 900 * s, rr(-14, 14), 13 * s, "stem",
	       tint("132 128 84", 12), 60)
	m = 0
	j = -1
	for (i = 6; i < 60; i += i < 40 ? 4 : 5) {
		j = -j
		if (i < 42) {
			leaf(cx[i], cy[i], ca[i] + j * rr(40, 72),
			     rr(150, 250) * s * (1 - i / 90), rr(44, 74) * s,
			     shape, "116 124 74", 44)
		} else {
			bx[m] = cx[i]; by[m] = cy[i]; ba[m++] = ca[i] + j * 38
		}
	}
	bx[m] = cx[cn]; by[m] = cy[cn]; ba[m++] = ca[cn]
	for (k = 0; k < m; k++) {
		ribbon(bx[k], by[k], ba[k], rr(70, 150) * s, rr(-20, 20), 6 * s,
		       "stem", tint("132 128 84", 12))
		head(cx[cn], cy[cn], rr(40, 56) * s, ray, disc)
	}
}

function frond(x, y, a, len, bend, s,    i, j, n, w, fx, fy, fa, fw, c)
{
	ribbon(x, y, a, len, bend, 8 * s, "stem", tint("118 92 56", 10), 46)
	n = 0
	for (i = 9; i < 46; i++)
		for (j = -1; j <= 1; j += 2) {
			fx[n] = cx[i]; fy[n] = cy[i]
			fa[n] = ca[i] + j * (72 - i * 0.5)
			fw[n++] = sin(PI * (0.1 + 0.87 * (i - 9) / 37) ^ 0.8)
		}
	c = rnd() < 0.5 ? "104 118 62" : "122 122 66"
	for (i = 0; i < n; i++) {
		w = fw[i] * 165 * s
		if (w > 6)
			ribbon(fx[i], fy[i], fa[i], w, rr(-24, 24) , 24 * s,
			       "pinna", tint(c, 16), 52)
	}
}

function draw_fern(x, y, s)
{
	roots(x, y, 24, 90 * s)
	frond(x - 10, y, -104 + rr(-6, 6), 960 * s, rr(-16, 6), s)
	frond(x + 12, y, -74 + rr(-6, 6), 860 * s, rr(-6, 20), s * 0.9)
	frond(x + 22, y, -48 + rr(-6, 6), 470 * s, rr(0, 26), s * 0.6)
}

function catkin(x, y, a, len,    i, n, kx, ky, ka)
{
	ribbon(x, y, a, len, rr(-40, 40), 3, "stem", "rgb(120,100,60)")
	for (i = 0; i <= cn; i++) {
		kx[i] = cx[i]; ky[i] = cy[i]; ka[i] = ca[i]
	}
	for (n = 0; n < 70; n++) {
		i = int(rnd() * 19)
		ribbon(kx[i], ky[i], ka[i] + rr(-110, 110), rr(7, 13), 0, 4,
		       "leaf", tint("168 152 100", 30), 5)
	}
}

# A woody branch that forks `depth` times; leaves on the last two orders.
function twig(x, y, a, len, w, depth, s, shape, fruit,    i, j, n, tx, ty, ta)
{
	ribbon(x, y, a, len, rr(-18, 18), w, "stem", tint("98 74 52", 14), 30)
	n = 0
	for (i = 5; i <= 30; i += 5) {
		tx[n] = cx[i]; ty[n] = cy[i]; ta[n++] = ca[i]
	}
	for (i = 0; i < n; i++) {
		j = i % 2 ? 1 : -1
		if (depth > 0 && i > 0)
			twig(tx[i], ty[i], ta[i] + j * rr(24, 44),
			     len * rr(0.36, 0.5), w * 0.55, depth - 1, s,
			     shape, fruit)
		if (depth == 0)
			leaf(tx[i], ty[i], ta[i] + j * rr(30, 70),
			     rr(70, 112) * s, rr(22, 34) * s, shape,
			     "112 116 70", 40)
	}
	if (depth == 0 && fruit == "catkin" && rnd() < 0.7)
		catkin(tx[n - 1], ty[n - 1], ta[n - 1], rr(60, 90) * s)
	if (depth == 0 && fruit == "berry")
		berries(tx[n - 1], ty[n - 1], s)
}

function berries(x, y, s,    i, bx, by)
{
	for (i = 0; i < 7; i++) {
		bx = x + rr(-26, 26) * s; by = y + rr(-26, 26) * s
		printf "fill '%s' circle %.1f,%.1f %.1f,%.1f\n",
		       tint("110 34 38", 20), bx, by, bx + rr(7, 10) * s, by
	}
}

function draw_shrub(x, y, s) { twig(x, y, -94, 820 * s, 20 * s, 1, s, "leaf", "catkin") }

function draw_rose(x, y, s) { twig(x, y, -86, 800 * s, 18 * s, 1, s, "serrate", "berry") }

# Narrow phyllodes and globes of stamens.
function draw_wattle(x, y, s,    i, j, k, n, tx, ty, ta)
{
	for (k = -1; k <= 1; k++) {
		ribbon(x, y, -90 + k * 26, (880 - 90 * k * k) * s, rr(-14, 14),
		       12 * s, "stem", tint("104 82 56", 12), 48)
		n = 0
		for (i = 8; i < 48; i += 3) {
			tx[n] = cx[i]; ty[n] = cy[i]; ta[n++] = ca[i]
		}
		for (i = 0; i < n; i++) {
			j = i % 2 ? 1 : -1
			leaf(tx[i], ty[i], ta[i] + j * rr(26, 48),
			     rr(170, 250) * s, rr(13, 18) * s, "leaf",
			     "128 128 84", 22)
			if (i > n / 2)
				globes(tx[i], ty[i], ta[i] - j * 50, s)
		}
	}
}

function globes(x, y, a, s,    i, j, gx, gy, r, t)
{
	for (i = 1; i <= 4; i++) {
		gx = x + i * 20 * s * cos(a * RAD) + rr(-9, 9)
		gy = y + i * 20 * s * sin(a * RAD) + rr(-9, 9)
		r = 10 * s
		for (j = 0; j < 26; j++) {
			t = rnd() * 360
			ribbon(gx, gy, t, r * rr(0.6, 1.1), 0, 2, "root",
			       tint("196 158 52", 26), 3)
		}
	}
}

# A climbing legume: pinnate leaves, tendrils, flowers in pairs.
function draw_vetch(x, y, s,    k, i, j, n, tx, ty, ta)
{
	roots(x, y, 10, 110 * s)
	for (k = 0; k < 3; k++) {
		ribbon(x + k * 8, y, -112 + k * 26, rr(780, 940) * s,
		       rr(-30, 30), 6 * s, "stem", tint("126 126 78", 12), 50)
		n = 0
		for (i = 6; i < 50; i += 5) {
			tx[n] = cx[i]; ty[n] = cy[i]; ta[n++] = ca[i]
		}
		for (i = 0; i < n; i++) {
			j = i % 2 ? 1 : -1
			pinnate(tx[i], ty[i], ta[i] + j * rr(44, 66), s)
			if (i > 3)
				raceme(tx[i], ty[i], ta[i] - j * rr(30, 50), s)
		}
	}
}

function pinnate(x, y, a, s,    i, j, px, py, pa)
{
	ribbon(x, y, a, 130 * s, rr(-30, 30), 3, "stem", tint("120 120 72", 9), 16)
	for (i = 0; i <= 16; i++) {
		px[i] = cx[i]; py[i] = cy[i]; pa[i] = ca[i]
	}
	for (i = 3; i < 15; i += 3)
		for (j = -1; j <= 1; j += 2)
			leaf(px[i], py[i], pa[i] + j * 58, rr(40, 54) * s,
			     12 * s, "leaf", "114 126 76", 12)
	ribbon(px[16], py[16], pa[16], 60 * s, 260, 2, "root",
	       tint("120 120 72", 9))
}

function raceme(x, y, a, s,    i, n, qx, qy, qa)
{
	ribbon(x, y, a, 100 * s, rr(-20, 20), 3, "stem", tint("120 112 76", 9), 16)
	for (i = 0; i <= 16; i++) {
		qx[i] = cx[i]; qy[i] = cy[i]; qa[i] = ca[i]
	}
	for (i = 8; i <= 16; i += 2)
		for (n = 0; n < 3; n++)
			ribbon(qx[i], qy[i], qa[i] + rr(-80, 80), 24 * s,
			       rr(-30, 30), 13 * s, "petal",
			       tint("126 76 118", 26), 8)
}

# A conifer's branch: needles in twos, a cone here and there.
function draw_conifer(x, y, s,    k, i, n, tx, ty, ta)
{
	for (k = 0; k < 5; k++) {
		ribbon(x, y, -90 + (k - 2) * 21, rr(520, 820) * s, rr(-16, 16),
		       17 * s, "stem", tint("104 82 60", 14), 60)
		for (i = 0; i <= 60; i++) {
			tx[i] = cx[i]; ty[i] = cy[i]; ta[i] = ca[i]
		}
		for (i = 12; i <= 60; i++)
			for (n = 0; n < 4; n++)
				ribbon(tx[i], ty[i],
				       ta[i] + (n % 2 ? 1 : -1) * rr(18, 60),
				       rr(50, 84) * s, rr(-14, 14), 3.4 * s,
				       "blade", tint("92 104 62", 20), 6)
		if (k % 2 == 0)
			cone(tx[26], ty[26], ta[26] + 40, s)
	}
}

function cone(x, y, a, s,    i, t, w)
{
	for (i = 0; i < 60; i++) {
		t = i / 60
		w = 30 * s * sin(PI * (0.15 + 0.8 * t))
		ribbon(x + t * 90 * s * cos(a * RAD) + rr(-w, w) * sin(a * RAD),
		       y + t * 90 * s * sin(a * RAD) - rr(-w, w) * cos(a * RAD),
		       a + rr(-50, 50), 20 * s, 0, 13 * s, "round",
		       tint("130 98 66", 30), 7)
	}
}

# A creeping stem with round leaves in pairs and nodding twin bells.
function draw_creeper(x, y, s,    k, i, j, n, tx, ty, ta)
{
	for (k = 0; k < 4; k++) {
		ribbon(x - 330 * s + k * 40, y - k * 210 * s, -10 + rr(-14, 14),
		       rr(600, 760) * s, rr(-40, 40), 4.5 * s, "stem",
		       tint("124 92 60", 12), 48)
		n = 0
		for (i = 2; i < 48; i += 5) {
			tx[n] = cx[i]; ty[n] = cy[i]; ta[n++] = ca[i]
		}
		for (i = 0; i < n; i++) {
			for (j = -1; j <= 1; j += 2)
				leaf(tx[i], ty[i], ta[i] + j * rr(50, 80),
				     rr(34, 50) * s, rr(28, 36) * s, "round",
				     "110 120 72", 16)
			if (i % 3 == 1)
				bells(tx[i], ty[i], s)
		}
	}
}

function bells(x, y, s,    j, bx, by)
{
	ribbon(x, y, -90 + rr(-12, 12), rr(90, 120) * s, 0, 2.6, "stem",
	       tint("130 108 72", 9))
	bx = cx[cn]; by = cy[cn]
	for (j = -1; j <= 1; j += 2) {
		ribbon(bx, by, -90 + j * 34, 44 * s, j * 90, 2.2, "stem",
		       tint("130 108 72", 9))
		ribbon(cx[cn], cy[cn], 80 - j * 14, 34 * s, 0, 24 * s, "petal",
		       tint("206 156 160", 16), 10)
	}
}

# A tuft of basal leaves and racemes of four-petalled flowers and pods.
function draw_crucifer(x, y, s,    i, k, n, tx, ty, ta, j)
{
	ribbon(x, y, 92, 190 * s, rr(-14, 14), 16 * s, "root", tint("146 122 84", 14))
	for (i = 0; i < 11; i++)
		leaf(x, y, -90 + rr(-85, 85), rr(150, 260) * s, rr(40, 60) * s,
		     "lobed", "120 126 80", 46)
	for (k = 0; k < 4; k++) {
		ribbon(x, y, -90 + (k - 1.5) * 15, rr(620, 850) * s, rr(-16, 16),
		       7 * s, "stem", tint("138 132 88", 12), 60)
		n = 0
		for (i = 24; i <= 60; i += 2) {
			tx[n] = cx[i]; ty[n] = cy[i]; ta[n++] = ca[i]
		}
		for (i = 0; i < n; i++) {
			j = i % 2 ? 1 : -1
			if (i < n - 7)
				ribbon(tx[i], ty[i], ta[i] + j * rr(36, 56),
				       rr(60, 84) * s, -j * 30, 4.5 * s, "leaf",
				       tint("160 146 92", 16), 10)
			else
				bloom(tx[i], ty[i], ta[i] + j * 40, s)
		}
	}
}

function bloom(x, y, a, s,    i)
{
	ribbon(x, y, a, 22 * s, 0, 2, "stem", tint("138 132 88", 9), 5)
	x = cx[cn]; y = cy[cn]
	for (i = 0; i < 4; i++)
		ribbon(x, y, i * 90 + rr(-15, 15), 15 * s, 0, 10 * s, "petal",
		       tint("214 190 84", 18), 8)
}

# The colour chart that every photographer lays beside the sheet.
function draw_chart(    i, c, p, n, col)
{
	print "fill 'rgb(38,38,40)' roundrectangle 0,0 226,388 9,9"
	n = split("115,82,68 194,150,130 98,122,157 87,108,67 133,128,177 " \
		  "103,189,170 214,126,44 80,91,166 193,90,99 94,60,108 " \
		  "157,188,64 224,163,46 56,61,150 70,148,73 175,54,60 " \
		  "231,199,31 187,86,149 8,133,161 243,243,242 200,200,200 " \
		  "160,160,160 122,122,121 85,85,85 52,52,52", c, " ")
	for (i = 0; i < n; i++) {
		col = int(i / 6)
		printf "fill 'rgb(%s)' rectangle %d,%d %d,%d\n", c[i + 1],
		       14 + col * 52, 40 + (i % 6) * 52, 54 + col * 52,
		       80 + (i % 6) * 52
	}
	print "stroke white stroke-width 1"
	for (i = 0; i <= 38; i++)
		printf "line %d,%d %d,%d\n", 16 + i * 5, 384, 16 + i * 5,
		       i % 10 ? i % 5 ? 378 : 374 : 368
	print "stroke none fill white font 'Liberation-Sans' font-size 13"
	print "text 14,26 'colour chart'"
	print "font-size 9 text 204,364 'mm'"
}

BEGIN {
	PI = 3.14159265358979
	RAD = PI / 180
	seed = (seed * 7919 + 17) % 2147483647
	for (i = 0; i < 10; i++)
		rnd()
	print "stroke none"
	if (kind == "grass")
		draw_grass(x, y, scale)
	else if (kind == "sedge")
		draw_sedge(x, y, scale)
	else if (kind == "sunflower")
		draw_composite(x, y, scale, "serrate", "206 160 50", "78 52 32")
	else if (kind == "cosmos")
		draw_composite(x, y, scale, "lobed", "176 108 138", "168 132 48")
	else if (kind == "daisy")
		draw_composite(x, y, scale, "lobed", "222 214 196", "170 136 52")
	else if (kind == "fern")
		draw_fern(x, y, scale)
	else if (kind == "shrub")
		draw_shrub(x, y, scale)
	else if (kind == "rose")
		draw_rose(x, y, scale)
	else if (kind == "wattle")
		draw_wattle(x, y, scale)
	else if (kind == "vetch")
		draw_vetch(x, y, scale)
	else if (kind == "conifer")
		draw_conifer(x, y, scale)
	else if (kind == "creeper")
		draw_creeper(x, y, scale)
	else if (kind == "crucifer")
		draw_crucifer(x, y, scale)
	else if (kind == "chart")
		draw_chart()
	else {
		print "plants.awk: no such plant: " kind > "/dev/stderr"
		exit 1
	}
}
