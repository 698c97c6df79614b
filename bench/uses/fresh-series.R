# Eighty further public series that nothing was chosen on, and what R's package forecast says comes, as JSON, one series a line: for
# bench/uses/series.js. They come from packages of R, and as tables from statsmodels (Python) and vega-datasets (npm).
#
#   apt-get install r-base-core r-cran-forecast r-cran-surveillance r-cran-quantreg r-cran-cardata r-cran-timeseries r-cran-sandwich \
#     r-cran-collapse r-cran-plm r-cran-fbasics r-cran-boot r-cran-tseries r-cran-jsonlite
#   pip download --no-deps statsmodels, npm pack vega-datasets, both unpacked
#   Rscript bench/uses/fresh-series.R statsmodels/datasets package/data > fresh.jsonl
#   npm run build && node bench/uses/series.js fresh.jsonl --set fresh
suppressMessages({ library(forecast); library(surveillance); library(jsonlite) })
folders <- commandArgs(TRUE)
of <- function(name, package) { e <- new.env(); suppressWarnings(data(list = name, package = package, envir = e)); e[[name]] }
tables <- function(file) read.csv(file.path(folders[1], file), check.names = FALSE)
vega <- function(file) read.csv(file.path(folders[2], file), check.names = FALSE)
vegaJson <- function(file) fromJSON(file.path(folders[2], file))
horizons <- list(year = 6, quarter = 8, month = 12, week = 13, "business day" = 20, day = 28, step = 8)
periods <- list(year = 1, quarter = 4, month = 12, week = 1, "business day" = 5, day = 7, step = 1)
ways <- list(
  ets = function(y, h) forecast(ets(y), h)$mean, auto.arima = function(y, h) forecast(auto.arima(y), h)$mean, thetaf = function(y, h) thetaf(y, h)$mean
)
out <- function(name, unit, begin, x) {
  x <- as.numeric(x); x <- signif(tail(x[!is.na(x)], 700), 9); n <- length(x); h <- horizons[[unit]]
  origins <- n - h * (3:1); origins <- origins[origins >= max(10, 2 * periods[[unit]] + 2)]
  if (length(origins) == 0) { h <- 3; origins <- n - h }
  said <- lapply(ways, function(way) lapply(origins, function(o) as.numeric(suppressWarnings(way(ts(x[1:o], frequency = periods[[unit]]), h)))))
  series <- c(list(name = name, set = "fresh", unit = unit, horizon = h, season = periods[[unit]], begin = begin, origins = as.list(origins), values = x), said)
  cat(toJSON(series, auto_unbox = TRUE, digits = NA), "\n", sep = "")
}
counts <- function(x) { y <- if (inherits(x, "sts")) observed(x) else if (inherits(x, "disProg")) x$observed else x; if (is.matrix(y)) rowSums(y) else y }

out("campy", "week", 2002, of("campyDE", "surveillance")$case)
for (name in c("rotaBB", "salmNewport", "measlesDE", "momo", "shadar", "k1", "m1", "ha", "salmonella.agona", "hepatitisA", "abattoir",
  "salmHospitalized", "influMen", "h1_nrwrp")) out(name, "week", 2001, counts(of(name, "surveillance")))
out("meningo", "month", 1985, counts(of("meningo.age", "surveillance")))
out("manaus", "month", 1903, tail(of("manaus", "boot"), 480))
out("gasprice", "week", 1990, of("gasprice", "quantreg"))
out("meltemp", "day", 1988, tail(of("MelTemp", "quantreg"), 1000))
out("camp", "day", 1990, tail(of("camp", "tseries"), 900))
out("mpls.stops", "day", 2017, table(as.Date(of("MplsStops", "carData")$date)))
out("vix.msft", "business day", 0, tail(as.numeric(timeSeries::series(of("MSFT", "timeSeries"))[, 5]), 240))
out("usdchf", "business day", 0, tail(as.numeric(of("USDCHF", "timeSeries")), 300))
out("presidents", "quarter", 1945, zoo::na.approx(datasets::presidents))
out("bj.lead", "step", 0, datasets::BJsales.lead)
invested <- of("Investment", "sandwich"); for (k in c("GNP", "Investment", "Price")) out(paste0("inv.", k), "year", 1963, invested[, k])
world <- of("wlddev", "collapse")
for (country in c("France", "Kenya", "China", "Brazil", "Portugal")) {
  rows <- world[world$country == country, ]
  out(paste0("gdp.", country), "year", min(rows$year[!is.na(rows$PCGDP)]), rows$PCGDP)
  out(paste0("life.", country), "year", 1960, rows$LIFEEX)
}
out("pop.India", "year", 1960, world$POP[world$country == "India"])
cigars <- of("Cigar", "plm"); for (state in c(1, 5, 44)) out(paste0("cigar.", state), "year", 1963, cigars$sales[cigars$state == state])
swiss <- of("swissEconomy", "fBasics"); for (k in 1:2) out(paste0("swiss.", k), "year", 1964, swiss[, k + !is.numeric(swiss[, 1])])
out("sunspot.recent", "month", 1990, tail(window(datasets::sunspot.month, end = c(2013, 8)), 240))

macro <- tables("macrodata/macrodata.csv")
for (k in c("realgdp", "cpi", "unemp", "infl", "tbilrate", "realinv", "m1", "pop")) out(paste0("macro.", k), "quarter", 1959, macro[[k]])
equipment <- tables("elec_equip/elec_equip.csv"); out("elec.equip", "month", 1996, equipment[[ncol(equipment)]])
out("elnino", "month", 1950, as.vector(t(tables("elnino/elnino.csv")[, -1])))
interest <- tables("interest_inflation/E6.csv"); out("e6.r", "quarter", 1972, interest[[ncol(interest)]]); out("e6.dp", "quarter", 1972, interest[[ncol(interest) - 1]])
copper <- tables("copper/copper.csv"); out("copper.price", "year", 1951, copper$COPPERPRICE); out("copper.cons", "year", 1951, copper$WORLDCONSUMPTION)
out("co2.week", "week", 1993, zoo::na.locf(tail(tables("co2/co2.csv")[[2]], 420)))

stocks <- vega("stocks.csv"); for (s in c("MSFT", "AMZN", "IBM", "AAPL")) out(paste0("stock.", s), "month", 2000, stocks$price[stocks$symbol == s])
jobs <- vega("us-employment.csv")
for (k in c("retail_trade", "construction", "mining_and_logging", "government", "leisure_and_hospitality")) out(paste0("emp.", k), "month", 2006, jobs[[k]])
idle <- vegaJson("unemployment-across-industries.json")
for (s in c("Agriculture", "Construction", "Education and Health", "Government")) out(paste0("un.", sub(" .*", "", s)), "month", 2000, idle$count[idle$series == s])
power <- vega("iowa-electricity.csv")
for (s in c("Fossil Fuels", "Renewables", "Nuclear Energy")) out(paste0("iowa.", sub(" .*", "", s)), "year", 2001, power$net_generation[power$source == s])
warmth <- vega("global-temp.csv"); out("global.temp", "year", warmth$year[1], warmth$temp)
disasters <- vega("disasters.csv"); out("flood", "year", 1970, disasters$Deaths[disasters$Entity == "Flood"])
out("wheat", "step", 0, vegaJson("wheat.json")$wheat)
out("sp500", "month", 2000, vega("sp500.csv")$price)
