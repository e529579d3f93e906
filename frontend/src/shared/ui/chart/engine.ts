/** The chart library, with only the parts that are used. It is loaded when the first chart is shown. */
import { LineChart, PieChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([LineChart, PieChart, GridComponent, TooltipComponent, CanvasRenderer]);
export { init };
export type { EChartsType, EChartsCoreOption } from 'echarts/core';
