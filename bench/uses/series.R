# Public series of R and what R's package forecast says comes, as JSON, one series a line: for bench/uses/series.js.
#
#   apt-get install r-base-core r-cran-forecast r-cran-aer r-cran-mass r-cran-tseries r-cran-urca
#   Rscript bench/uses/series.R > series.jsonl
#
# Each series is forecast from (up to) three places, a horizon apart, the last a horizon before its end; all is fitted anew there.
suppressMessages({ library(forecast); library(AER); library(MASS); library(tseries); library(urca) })
for (name in c("PepperPrice", "DutchSales", "GermanUnemployment", "FrozenJuice", "BondYield", "UKNonDurables", "ArgentinaCPI",
  "MotorCycles", "DJFranses", "USMacroSW", "ice.river", "NelPlo", "nino", "tcm", "USeconomic", "bev", "UKconsumption")) {
  data(list = name, envir = globalenv())
}
of <- function(x, column = 1) if (is.matrix(x)) x[, column] else x
# the sets were drawn before anything was tuned: defaults are chosen on "choose", the page shows "measure"
series <- list(
  choose = list(
    USAccDeaths = USAccDeaths, UKDriverDeaths = UKDriverDeaths, co2 = co2, wineind = wineind, pepper.black = of(PepperPrice),
    nino3 = of(nino, 1), rate.10y = tcm10y, dutch.sales = DutchSales, drivers.front = Seatbelts[, "front"],
    UKgas = UKgas, austres = austres, german.unemployment = of(GermanUnemployment), us.unemployment = of(USMacroSW, "unemp"),
    uk.consumption = of(UKconsumption, 3),
    LakeHuron = LakeHuron, lynx = lynx, us.production = na.omit(ip), us.employment = na.omit(emp), airmiles = airmiles,
    uk.spirits = bev, BJsales = BJsales, lh = lh, djia = DJFranses, dax = EuStockMarkets[, "DAX"], river.vatnsdalsa = flow.vat
  ),
  measure = list(
    AirPassengers = AirPassengers, nottem = nottem, lung.deaths = deaths, gas.australia = gas, frozen.juice = of(FrozenJuice),
    rate.1y = tcm1y, bond.yield = BondYield, drivers.rear = Seatbelts[, "rear"], nino3.4 = nino3.4, sunspots = sunspots,
    JohnsonJohnson = JohnsonJohnson, woolyrnq = woolyrnq, uk.nondurables = UKNonDurables, argentina.cpi = ArgentinaCPI, us.m1 = M1,
    Nile = Nile, sunspot.year = sunspot.year, nhtemp = nhtemp, discoveries = discoveries, us.joblessness = na.omit(unemp),
    motor.cycles = MotorCycles, WWWusage = WWWusage, treering = treering, ftse = EuStockMarkets[, "FTSE"], river.jokulsa = flow.jok,
    iceland.temperature = temp, taylor = taylor
  )
)
units <- list("1" = "year", "4" = "quarter", "12" = "month", "52" = "week", "260" = "business day", "365" = "day", "336" = "half hour")
horizons <- list(year = 6, quarter = 8, month = 12, week = 13, "business day" = 20, day = 28, "half hour" = 48, step = 8)
periods <- list(year = 1, quarter = 4, month = 12, week = 1, "business day" = 5, day = 7, "half hour" = 48, step = 1)
steps <- c("BJsales", "lh", "WWWusage", "treering")
number <- function(x) paste0("[", paste(format(as.numeric(x), digits = 10, trim = TRUE, scientific = FALSE), collapse = ","), "]")
for (set in names(series)) for (name in names(series[[set]])) {
  x <- tail(as.numeric(series[[set]][[name]]), 1000)
  unit <- if (name %in% steps) "step" else units[[as.character(round(frequency(series[[set]][[name]])))]]
  h <- horizons[[unit]]
  n <- length(x)
  origins <- n - h * (3:1)
  origins <- origins[origins >= max(10, 2 * periods[[unit]] + 2)]
  ways <- list(ets = function(y) forecast(ets(y), h), auto.arima = function(y) forecast(auto.arima(y), h), thetaf = function(y) thetaf(y, h))
  texts <- sapply(names(ways), function(way) {
    means <- sapply(origins, function(o) {
      y <- ts(x[1:o], frequency = periods[[unit]])
      number(suppressWarnings(ways[[way]](y)$mean))
    })
    paste0("\"", way, "\":[", paste(means, collapse = ","), "]")
  })
  begin <- if (unit == "step" || unit == "half hour") 0 else start(series[[set]][[name]])[1]
  cat(sprintf("{\"name\":\"%s\",\"set\":\"%s\",\"unit\":\"%s\",\"horizon\":%d,\"season\":%d,\"begin\":%g,\"origins\":%s,\"values\":%s,%s}\n",
    name, set, unit, h, periods[[unit]], begin, number(origins), number(x), paste(texts, collapse = ",")))
}
