# Further public series of R that defaults are chosen on, as JSON, one series a line, without forecasts of R's: for bench/uses/series.js.
#
#   apt-get install r-base-core r-cran-forecast r-cran-aer r-cran-tseries r-cran-urca r-cran-strucchange r-cran-modeldata r-cran-plm
#   Rscript bench/uses/more-series.R > more.jsonl
#   npm run build && node bench/uses/series.js more.jsonl --set more
#
# None of them is among those that the page of forecasting measures (set "measure" of series.R).
suppressMessages({ library(AER); library(tseries); library(urca); library(lmtest); library(strucchange); library(forecast); library(modeldata); library(plm) })
get <- function(name, pkg) { e <- new.env(); data(list = name, package = pkg, envir = e); mget(ls(e), e) }
number <- function(x) paste0("[", paste(format(as.numeric(x), digits = 10, trim = TRUE, scientific = FALSE), collapse = ","), "]")
units <- list("1" = "year", "4" = "quarter", "12" = "month", "52" = "week", "260" = "business day", "365" = "day")
horizons <- list(year = 6, quarter = 8, month = 12, week = 13, "business day" = 20, day = 28, step = 8)
periods <- list(year = 1, quarter = 4, month = 12, week = 1, "business day" = 5, day = 7, step = 1)
out <- function(name, x, unit = NULL, begin = NULL) {
  if (is.null(unit)) unit <- units[[as.character(round(frequency(x)))]]
  if (is.null(unit)) unit <- "step"
  if (is.null(begin)) begin <- if (unit == "step" || unit == "business day") 0 else floor(start(x)[1])
  v <- as.numeric(na.omit(as.numeric(x))); v <- tail(v, if (unit %in% c("business day", "week")) 320 else 700); h <- horizons[[unit]]; n <- length(v)
  if (n < 16) { return() }
  o <- n - h * (3:1); o <- o[o >= max(10, 2 * periods[[unit]] + 2)]
  if (length(o) == 0) return()
  cat(sprintf("{\"name\":\"%s\",\"set\":\"more\",\"unit\":\"%s\",\"horizon\":%d,\"season\":%d,\"begin\":%g,\"origins\":%s,\"values\":%s}\n", name, unit, h, periods[[unit]], begin, number(o), number(v)))
}
attempt <- function(expr) tryCatch(expr, error = function(e) message("skip: ", conditionMessage(e)))
all <- function(name, pkg, cols = NULL, unit = NULL, begin = NULL, k = 99) attempt({
  x <- get(name, pkg)[[1]]
  if (is.null(dim(x))) return(out(name, x, unit, begin))
  if (is.null(cols)) cols <- head(colnames(x), k)
  for (col in cols) attempt({ y <- x[, col]; if (is.numeric(y)) out(paste0(name, ".", col), y, unit, begin) })
})
all("USIncExp", "strucchange")
all("RealInt", "strucchange")
all("DJIA", "strucchange")
all("PhillipsCurve", "strucchange", c("p", "u"))
all("durab", "strucchange", k = 1)
all("GermanM1", "strucchange", c("m", "p", "y"), "quarter", 1961)
all("BostonHomicide", "strucchange", "homicides", "month", 1992)
all("SP2001", "strucchange", k = 2, unit = "business day")
all("bondyield", "lmtest", c("RARUS", "GRUS", "SIMP"), k = 3)
all("growthofmoney", "lmtest")
all("jocci", "lmtest", "lastcpi")
all("jocci", "lmtest", k = 1)
all("moneydemand", "lmtest", c("logM", "Rs", "CPI"))
all("unemployment", "lmtest", c("UN", "m", "p", "G"))
all("USDistLag", "lmtest")
all("wages", "lmtest")
all("currencysubstitution", "lmtest")
all("USMoney", "AER")
all("USInvest", "AER")
all("USGasG", "AER", c("gas", "price", "income"))
all("USGasB", "AER")
all("USStocksSW", "AER")
all("ChinaIncome", "AER")
all("USMacroG", "AER", c("gdp", "invest", "cpi", "m1", "tbill", "unemp"))
all("USMacroB", "AER")
all("USConsump1950", "AER", k = 1)
all("DutchAdvert", "AER")
all("GoldSilver", "AER", unit = "business day")
all("KleinI", "AER", c("cprofits", "invest", "gnp"))
all("MotorCycles2", "AER")
all("NYSESW", "AER", unit = "business day")
all("UKInflation", "AER")
all("USProdIndex", "AER", "unadjusted")
all("MarkPound", "AER", unit = "business day")
all("TechChange", "AER")
all("ManufactCosts", "AER", k = 2)
all("GermanUnemployment", "AER", "adjusted")
all("USMacroSWQ", "AER")
all("USMacroSWM", "AER", c("production", "oil"))
all("USSeatBelts", "AER", "x")
np <- get("NelPlo", "tseries"); for (name in c("cpi", "nom.wages", "money.stock", "velocity", "bonds", "stock.prices", "gnp.nom", "gnp.real")) attempt(if (name %in% names(np)) out(paste0("np.", name), na.omit(np[[name]])) else out(paste0("np.", name), na.omit(np[[1]][, name])))
all("finland", "urca", unit = "quarter", begin = 1958)
all("denmark", "urca", c("LRM", "LRY", "IBO"), "quarter", 1974)
all("Raotbl3", "urca", c("lc", "li"), "quarter", 1966)
all("ecb", "urca", c("gdp.defl", "gdp.nom", "m3"), "quarter", 1997)
all("UKpppuip", "urca", c("p1", "e12", "i1"), "quarter", 1971)
out("freeny", freeny.y); out("uspop", ts(as.numeric(uspop), start = 1790), "step", 0); out("eu.cac", EuStockMarkets[, "CAC"], "business day"); out("airquality.temp", airquality$Temp, "day", 1973)
out("gold", as.numeric(forecast::gold), "business day"); out("beaver", beaver2$temp, "step", 0)
e <- ggplot2::economics; for (name in c("pce", "pop", "psavert", "uempmed", "unemploy")) out(paste0("us.", name), ts(e[[name]], start = c(1967, 7), frequency = 12))
ch <- get("Chicago", "modeldata"); attempt({ x <- ch$Chicago; out("chicago", x$ridership, "day", 2014); out("chicago.temp", x$temp, "day", 2014) })
attempt({ d <- get("drinks", "modeldata")[[1]]; out("drinks", ts(d[[2]], start = c(1992, 1), frequency = 12)) })
g <- get("Grunfeld", "plm")[[1]]; for (f in c(1, 4, 8)) out(paste0("grunfeld.", f), ts(g$inv[g$firm == f], start = 1935))
p <- get("Produc", "plm")[[1]]; for (s in c("TEXAS", "MICHIGAN", "NEW_YORK", "OREGON")) { out(paste0("gsp.", s), ts(p$gsp[p$state == s], start = 1970)); out(paste0("unemp.", s), ts(p$unemp[p$state == s], start = 1970)) }
o <- get("OECDGas", "AER")[[1]]; for (s in c("Germany", "Japan", "Spain")) out(paste0("gas.", s), ts(exp(o$gas[o$country == s]), start = 1960))
