/** How wide an element is, so that pictures fit phones without shrinking their letters. */
import { onBeforeUnmount, onMounted, type Ref, ref } from "vue";

export function useWidth(element: Ref<HTMLElement | null>): Ref<number> {
  const width = ref(0);
  let observer: ResizeObserver | undefined;
  onMounted(() => {
    observer = new ResizeObserver(([entry]) => {
      width.value = Math.floor(entry!.contentRect.width);
    });
    observer.observe(element.value!);
  });
  onBeforeUnmount(() => observer?.disconnect());
  return width;
}
