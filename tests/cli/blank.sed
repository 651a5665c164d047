# Blanks figures: they belong to the model, not to the command line. The layout stays.
s/Digest: .*/Digest: X/
s/校验值：.*/校验值：X/
s/\([0-9]\)[0-9.,:]*/\1/g
s/[0-9]/N/g
s/N \(bn\|m\|%\|亿\|万\)\( \|，\|,\|$\)/N\2/g
s/N\(亿\|万\|%\)/N/g
s/ [-+]N/ N/g
s/   */ /g
s/变动-N/变动N/g
s/（-N/（N/g
s/([-+]N/(N/g
