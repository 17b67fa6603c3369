// What Chart.js does not draw by itself: days that are not fetched yet, and days whose value is 0.

/** Hatches the days without an answer, behind the data. */
export function gaps({ notFetched }, days, colour) {
  return {
    id: 'gaps',
    beforeDatasetsDraw({ ctx, chartArea, scales }) {
      if (notFetched.length === 0) return;
      const half =
        days.length > 1 ? Math.abs(scales.x.getPixelForValue(1) - scales.x.getPixelForValue(0)) / 2 : chartArea.width;
      ctx.save();
      ctx.fillStyle = hatch(ctx, colour);
      for (const hole of notFetched) {
        const first = days.findIndex((day) => day >= hole.from);
        const last = days.findLastIndex((day) => day <= hole.to);
        if (first < 0 || last < first) continue;
        const left = Math.max(chartArea.left, scales.x.getPixelForValue(first) - half);
        const right = Math.min(chartArea.right, scales.x.getPixelForValue(last) + half);
        ctx.fillRect(left, chartArea.top, right - left, chartArea.height);
      }
      ctx.restore();
    },
  };
}

/** A ring on the base line for each 0: a bar of no height would look like no data. */
export function zeros(colour) {
  return {
    id: 'zeros',
    afterDatasetsDraw({ ctx, data, scales }) {
      ctx.save();
      ctx.strokeStyle = colour;
      ctx.lineWidth = 1.5;
      data.datasets[0].data.forEach((value, index) => {
        if (value !== 0) return;
        ctx.beginPath();
        ctx.arc(scales.x.getPixelForValue(index), scales.y.getPixelForValue(0) - 4, 2.5, 0, 2 * Math.PI);
        ctx.stroke();
      });
      ctx.restore();
    },
  };
}

function hatch(ctx, colour) {
  const size = 6;
  const stamp = new OffscreenCanvas(size, size);
  const pen = stamp.getContext('2d');
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(-1, 1);
  pen.lineTo(1, -1);
  pen.moveTo(0, size);
  pen.lineTo(size, 0);
  pen.moveTo(size - 1, size + 1);
  pen.lineTo(size + 1, size - 1);
  pen.stroke();
  return ctx.createPattern(stamp, 'repeat');
}
