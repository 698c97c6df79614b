import { expect, test } from "vitest";
import { latinDigits } from "./digits.ts";

test("digits of any script are read", () => {
  const written = ["١٢٣", "۱۲۳", "१२३", "๑๒๓", "၁၂၃", "１２３", "𝟏𝟐𝟑", "一二三", "123"];
  expect(written.map(latinDigits)).toEqual(written.map(() => "123"));
});

test("Chinese digits count in dates, not in words", () => {
  expect(latinDigits("二〇二四年十二月三十一日")).toBe("2024年12月31日");
  expect(latinDigits("２０２４－０１－０５")).toBe("2024-01-05");
  expect(latinDigits("二零一八年一月二十日")).toBe("2018年1月20日");
  expect(latinDigits("二〇二四年十月")).toBe("2024年10月");
  expect(latinDigits("第一季度")).toBe("第一季度");
});
